-- Files to be read that are, by their marks, files that were read before under another path ($1 libraries on the file system of this
-- pass, $2 its device's number now, $3 the only reader version that will do, or NULL, $4 the separator of paths).
--
-- The same file is equal inode and birth time on one file system; its content is as it was when size and mtime are. A birth time of
-- whole seconds may be that of whoever made the file system, and of all files on it. A ctime never goes back: an older one is that of a
-- copy of the whole file system. Rows that disagree about the content, or of which one is to be read again, say nothing.
--
-- A row at whose own path the walk saw that file has not moved: what we have is a link, and is read. Where the walk did not look,
-- the path must be looked at. OFFSET 0: a look into an index for each of some files, however many rows there are.
WITH alike AS (
    SELECT c.n, k.id, k.file_path, k.inode, k.birth_ns, k.metadata #>> '{error,code}' AS error, c.path AS to_path,
        bool_and(k.file_hash IS NOT NULL AND NOT k.read_again AND k.ctime_ns <= c.ctime_ns
            AND ($3::integer IS NULL OR k.reader_version IS NOT DISTINCT FROM $3::integer) AND k.reader_version IS NOT NULL
            AND k.is_here) OVER same_file IS TRUE
        AND min(k.file_hash COLLATE "C") OVER same_file = max(k.file_hash COLLATE "C") OVER same_file AS is_known
    FROM pass_changes c
    CROSS JOIN LATERAL (
        SELECT a.*, EXISTS (SELECT FROM libraries l WHERE l.id = a.library_id AND l.id = ANY ($1::bigint[])
                AND a.device = ANY (l.devices))
            AND NOT EXISTS (SELECT FROM library_mounts m
                WHERE m.library_id = a.library_id AND starts_with(coalesce(a.file_path, a.last_path), m.path)) AS is_here
        FROM assets a
        WHERE a.inode = c.inode AND a.birth_ns <> 0 AND a.birth_ns = c.birth_ns AND a.size_bytes = c.size_bytes AND a.mtime_ns = c.mtime_ns
        OFFSET 0) k
    WHERE c.verdict <> 'back' AND NOT c.has_reading AND c.device = $2 AND c.birth_ns % 1000000000 <> 0
    WINDOW same_file AS (PARTITION BY c.n)
)
INSERT INTO pass_same_files (n, asset_id, path, must_look, is_renamed)
SELECT k.n, k.id, k.file_path, k.file_path IS NOT NULL AND e.inode IS NULL
        AND NOT EXISTS (SELECT FROM pass_vanished v WHERE v.asset_id = k.id OFFSET 0),
    r.is_renamed
FROM alike k
CROSS JOIN LATERAL (SELECT split_part(reverse(k.to_path), $4, 1) IS DISTINCT FROM split_part(reverse(k.file_path), $4, 1) AS is_renamed) r
LEFT JOIN LATERAL (SELECT s.inode, s.birth_ns FROM pass_entries s WHERE s.path = k.file_path OFFSET 0) e ON TRUE
WHERE k.is_known AND NOT (e.inode = k.inode AND e.birth_ns = k.birth_ns) IS TRUE
    -- A parser that failed may not have come to the name, which says something else now.
    AND NOT (r.is_renamed AND k.error = 'damaged') IS TRUE
