-- Files that are catalogued by their content although no sound was found in them: no audio at all, or damaged.
CREATE FUNCTION asset_fault(metadata JSONB) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN metadata #>> '{error,code}' IN ('not-audio', 'damaged') THEN metadata #>> '{error,code}' END
$$;
CREATE INDEX assets_fault_idx ON assets (file_path) WHERE state = 'present' AND asset_fault(metadata) IS NOT NULL;
