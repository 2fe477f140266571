-- What was read and waits ($1 when the pass began), held against the rows at its paths:
--   same      its row holds this very content;
--   in-place  its row's path still holds the same file (inode and birth time as when it was read; a device's number is that of the day): an edit;
--   arrival   a path that holds content which its row, if it has one, did not have.
INSERT INTO pass_arrivals (path, file_hash, size_bytes, row_id, kind)
SELECT r.file_path, r.file_hash, r.size_bytes, a.id,
    CASE
        WHEN a.file_hash = r.file_hash THEN 'same'
        WHEN a.id IS NOT NULL AND a.birth_ns <> 0 AND a.inode = r.inode AND a.birth_ns = r.birth_ns THEN 'in-place'
        ELSE 'arrival'
    END
FROM scan_readings r
-- What an older pass left counts while the file is as it was then; what this pass read is newer than its walk.
JOIN pass_changes c ON c.path = r.file_path
    AND (r.read_at >= $1 OR (r.size_bytes = c.size_bytes AND r.mtime_ns = c.mtime_ns))
LEFT JOIN assets a ON a.file_path = r.file_path
ON CONFLICT (path) DO NOTHING
