-- Rows of this pass's ground ($1 library) whose path the walk did not see, though it could have.
INSERT INTO pass_vanished (asset_id, path)
SELECT a.id, a.file_path
FROM pass_scope s
JOIN assets a ON a.file_path >= s.from_path AND a.file_path < s.to_path
WHERE a.library_id = $1 AND a.state IN ('present', 'unfollowed')
    AND (s.deep OR strpos(substr(a.file_path, s.prefix_length + 1), right(s.from_path, 1)) = 0)
    AND NOT EXISTS (SELECT FROM pass_entries e WHERE e.path = a.file_path)
    AND NOT EXISTS (SELECT FROM pass_unreached u
        WHERE a.file_path = u.path OR (a.file_path >= u.from_path AND a.file_path < u.to_path))
ORDER BY a.file_path
ON CONFLICT (asset_id) DO NOTHING
