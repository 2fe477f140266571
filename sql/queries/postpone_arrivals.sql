-- Content of a present row whose own path is still being written has not been copied or moved before that path can be
-- read: it waits for the pass that reads both. Returns its paths.
-- From the few files that are being written, each step by an index (OFFSET keeps the planner to that).
DELETE FROM pass_changes WHERE n IN (
    SELECT c.n FROM pass_unsettled u
    CROSS JOIN LATERAL (SELECT k.id, k.file_hash, k.state FROM assets k WHERE k.file_path = u.path OFFSET 0) a
    CROSS JOIN LATERAL (SELECT k.file_path, k.size_bytes FROM scan_readings k WHERE k.file_hash = a.file_hash OFFSET 0) r
    CROSS JOIN LATERAL (SELECT k.n, k.asset_id FROM pass_changes k WHERE k.path = r.file_path OFFSET 0) c
    WHERE a.state = 'present' AND r.size_bytes > 0 AND c.asset_id IS DISTINCT FROM a.id)
RETURNING path
