-- `analyze` asks which contents have no result of a method yet, and for what a content has.
CREATE INDEX analysis_cache_content_idx ON analysis_cache (file_hash, method);
-- Methods that could not be done, for `doctor`.
CREATE INDEX analysis_cache_fault_idx ON analysis_cache ((result_json #>> '{error,code}')) WHERE result_json ? 'error';
-- `find --loud`.
CREATE INDEX analysis_cache_loudness_idx ON analysis_cache (((result_json ->> 'integratedLufs')::real), file_hash)
    WHERE method = 'loudness/1';
