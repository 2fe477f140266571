-- The words of a file never raise: a tsvector holds a megabyte, and a file whose words just fitted stopped its whole library once it
-- was moved to a longer path. Tags of more than 150,000 bytes (a word takes up to seven times its letters) are searched by their first
-- 40,000 characters; a path has 2,600 bytes at most.
CREATE OR REPLACE FUNCTION asset_words(file_path TEXT, metadata JSONB) RETURNS TSVECTOR LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple', regexp_replace(left(coalesce(file_path, ''), 10000), '[^[:alnum:]#]+', ' ', 'g'))
        || CASE WHEN octet_length((metadata -> 'tags')::text) > 150000
            THEN to_tsvector('pg_catalog.simple', regexp_replace(left((metadata -> 'tags')::text, 40000), '[^[:alnum:]#]+', ' ', 'g'))
            ELSE jsonb_to_tsvector('pg_catalog.simple', coalesce(metadata -> 'tags', '{}'), '["string"]') END
$$;
