-- A file that took the place of another whose content is nowhere in this pass: where that went may be in a folder that is yet
-- to be passed over, and an id that has stayed with its path does not follow its content any more. Such paths wait, if the
-- file came there after $1 (its ctime: until then, all folders that changed have been looked at), or if the old content was read
-- elsewhere and waits itself. An edit in place (the same device, inode and birth time) moved nothing away. Returns the paths.
DELETE FROM pass_changes c
USING scan_readings r, assets a
WHERE r.file_path = c.path AND a.id = c.asset_id AND a.file_path = c.path AND a.size_bytes > 0 AND a.file_hash <> r.file_hash
    AND NOT (a.birth_ns <> 0 AND a.inode = r.inode AND a.birth_ns = r.birth_ns)
    AND NOT EXISTS (SELECT FROM pass_changes d JOIN scan_readings s ON s.file_path = d.path
        WHERE s.file_hash = a.file_hash AND d.path <> c.path)
    AND (r.ctime_ns > $1 OR EXISTS (SELECT FROM scan_readings s WHERE s.file_hash = a.file_hash))
RETURNING c.path
