-- Rows of this pass's ground ($1 library) whose path the walk did not see, though it could have. Scope by scope, each by the
-- index on paths (OFFSET keeps the planner to that): a folder's pass must not cost what its library holds.
INSERT INTO pass_vanished (asset_id, path)
SELECT a.id, a.file_path
FROM pass_scope s
CROSS JOIN LATERAL (SELECT k.id, k.file_path FROM assets k
    WHERE is_in_scope(k.file_path, s.from_path, s.to_path, s.prefix_length, s.deep)
        AND k.library_id = $1 AND k.state IN ('present', 'unfollowed')
    OFFSET 0) a
WHERE NOT EXISTS (SELECT FROM pass_entries e WHERE e.path = a.file_path)
    AND NOT EXISTS (SELECT FROM pass_unreached u WHERE u.path = a.file_path)
    -- join_unreached has seen to it that the nearest range before the path is the only one that may hold it.
    AND (SELECT u.to_path FROM pass_unreached u WHERE u.from_path <= a.file_path ORDER BY u.from_path DESC LIMIT 1)
        > a.file_path IS NOT TRUE
ORDER BY a.file_path
ON CONFLICT (asset_id) DO NOTHING
