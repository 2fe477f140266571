-- Rows outside this pass ($1 library) whose content turned up in it, of the contents after $2 up to $3 in pass_turned_up: their
-- own paths are looked at before anybody says "copied" or "moved". Content by content, each by the index on hashes (OFFSET
-- keeps the planner to that): one saved file must not cost a look at every asset.
SELECT a.id, a.file_path AS path, a.library_id, l.path AS library_path, a.state,
    a.size_bytes, a.mtime_ns, a.ctime_ns, a.device, a.inode, a.birth_ns
FROM pass_turned_up t
CROSS JOIN LATERAL (SELECT k.* FROM assets k WHERE k.file_hash = t.file_hash AND k.file_path IS NOT NULL OFFSET 0) a
LEFT JOIN libraries l ON l.id = a.library_id
WHERE t.n > $2 AND t.n <= $3
    AND NOT (a.library_id = $1 AND EXISTS (SELECT FROM pass_scope s
        WHERE is_in_scope(a.file_path, s.from_path, s.to_path, s.prefix_length, s.deep)))
    AND NOT EXISTS (SELECT FROM pass_looked_at k WHERE k.asset_id = a.id OFFSET 0)
    AND NOT EXISTS (SELECT FROM pass_vanished v WHERE v.asset_id = a.id OFFSET 0)
    AND NOT EXISTS (SELECT FROM pass_changes c WHERE c.asset_id = a.id OFFSET 0)
ORDER BY a.file_path
