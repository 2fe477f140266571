-- Files of this pass's ground ($1 library) that are catalogued although no sound was found in them. Scope by scope, each by
-- the index: a folder's pass must not cost what its library has.
SELECT count(*) FILTER (WHERE fault = 'not-audio') AS "notAudio", count(*) FILTER (WHERE fault = 'damaged') AS damaged
FROM (SELECT DISTINCT a.id, a.fault FROM pass_scope s
    CROSS JOIN LATERAL (SELECT k.id, asset_fault(k.metadata) AS fault FROM assets k
        WHERE is_in_scope(k.file_path, s.from_path, s.to_path, s.prefix_length, s.deep) AND k.library_id = $1
            AND k.state = 'present' AND asset_fault(k.metadata) IS NOT NULL
        OFFSET 0) a) faults
