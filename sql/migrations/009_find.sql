-- What `find` asks for besides tempo, key, length and words: kind, rate, channels, bits, and when an asset came to the catalog.

-- Loop or one-shot: what the maker of the sample says, or else the last such word of its path ("Loops/one-shots/kick.wav").
CREATE FUNCTION asset_kind(file_path TEXT, metadata JSONB) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN metadata ->> 'oneShot' = 'true' THEN 'one-shot'
        WHEN metadata ->> 'oneShot' = 'false' OR metadata ? 'beats' THEN 'loop'
        WHEN substring(lower(file_path) FROM '.*(one[ _-]?shots?|loops?)(?:[^a-z].*)?$') LIKE 'one%' THEN 'one-shot'
        WHEN lower(file_path) ~ 'loops?([^a-z]|$)' THEN 'loop'
    END
$$;
CREATE INDEX assets_kind_idx ON assets (asset_kind(file_path, metadata))
    WHERE state = 'present' AND asset_kind(file_path, metadata) IS NOT NULL;
CREATE INDEX assets_sample_rate_idx ON assets (sample_rate) WHERE state = 'present';
CREATE INDEX assets_channels_idx ON assets (channels) WHERE state = 'present';
-- Bits a sample; NULL for what is no sensible number of them: an index that raises would refuse the whole file.
CREATE FUNCTION asset_bits(metadata JSONB) RETURNS REAL LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN metadata ->> 'bitsPerSample' ~ '^[0-9]{1,4}([.][0-9]{1,9})?$' THEN (metadata ->> 'bitsPerSample')::real END
$$;
CREATE INDEX assets_bits_idx ON assets (asset_bits(metadata)) WHERE state = 'present' AND asset_bits(metadata) IS NOT NULL;
CREATE INDEX assets_added_at_idx ON assets (added_at) WHERE state = 'present';
