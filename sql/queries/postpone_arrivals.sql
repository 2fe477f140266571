-- Content of a present row whose own path is still being written has not been copied or moved before that path can be
-- read: it waits for the pass that reads both. Returns its paths.
DELETE FROM pass_changes c
USING scan_readings r, assets a, pass_unsettled u
WHERE r.file_path = c.path AND r.size_bytes > 0 AND a.file_hash = r.file_hash AND a.state = 'present'
    AND u.path = a.file_path AND c.asset_id IS DISTINCT FROM a.id
RETURNING c.path
