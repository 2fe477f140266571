-- What the workstation asks of the catalog: by tempo, key, length, and by words of name and tags. See sql/examples.
-- Only present assets are searched; the partial indexes hold just those that say something.

CREATE INDEX assets_tempo_idx ON assets (((metadata #>> '{tempo,bpm}')::real))
    WHERE state = 'present' AND metadata ? 'tempo';
CREATE INDEX assets_key_idx ON assets ((metadata #>> '{key,key}'))
    WHERE state = 'present' AND metadata ? 'key';
CREATE INDEX assets_duration_idx ON assets (duration) WHERE state = 'present';

-- Words of the path and of the tags, without the grammar of any language: "Kick_808 (Dry).wav" has kick, 808, dry, wav.
-- Full text instead of pg_trgm: it needs no extension, which not every role may create.
CREATE FUNCTION asset_words(file_path TEXT, metadata JSONB) RETURNS TSVECTOR LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', regexp_replace(coalesce(file_path, ''), '[^[:alnum:]#]+', ' ', 'g'))
        || jsonb_to_tsvector('pg_catalog.simple', coalesce(metadata -> 'tags', '{}'), '["string"]')
$$;
CREATE INDEX assets_words_idx ON assets USING GIN (asset_words(file_path, metadata)) WHERE state = 'present';
