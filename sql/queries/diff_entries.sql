-- Entries that are not as the catalog knows them ($1 reader version, $2 codes of content problems,
-- $3 read everything again, $4 read what an older reader version read).
--
-- Unchanged is equal size and equal mtime, and not both inode and ctime other than before: a swap of two files with
-- equal size and mtime changes both; where it changes neither, find_twins.sql says which are read. A file with a problem of its content waits for new content or a new reader.
-- A reading that an interrupted pass left is used if the file is still as it was read.
INSERT INTO pass_changes (path, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, asset_id, verdict, same_size, has_reading)
SELECT e.path, e.size_bytes, e.mtime_ns, e.ctime_ns, e.device, e.inode, e.birth_ns, a.id,
    (CASE WHEN a.id IS NULL THEN 'new' WHEN a.as_known THEN 'back' ELSE 'changed' END)::change_verdict,
    -- A sample says nothing of a swap: what may be one is read.
    coalesce(a.size_bytes = e.size_bytes, FALSE) AND NOT EXISTS (SELECT FROM pass_twins t WHERE t.path = e.path),
    r.file_path IS NOT NULL AND NOT $3::boolean
FROM pass_entries e
LEFT JOIN LATERAL (
    SELECT k.id, k.state, k.size_bytes,
        (k.size_bytes = e.size_bytes AND k.mtime_ns = e.mtime_ns
            AND NOT (k.inode IS DISTINCT FROM e.inode AND k.ctime_ns IS DISTINCT FROM e.ctime_ns)
            AND NOT k.read_again AND k.file_hash IS NOT NULL
            AND NOT EXISTS (SELECT FROM pass_twins t WHERE t.path = e.path)
            AND NOT $3::boolean AND NOT ($4::boolean AND k.reader_version IS DISTINCT FROM $1::integer)
        ) IS TRUE AS as_known
    FROM assets k WHERE k.file_path = e.path
) a ON TRUE
LEFT JOIN scan_readings r ON r.file_path = e.path AND r.size_bytes = e.size_bytes AND r.mtime_ns = e.mtime_ns
    AND NOT (r.inode <> e.inode AND r.ctime_ns <> e.ctime_ns) AND r.reader_version = $1::integer AND NOT r.read_again
LEFT JOIN scan_problems p ON p.file_path = e.path AND p.code = ANY ($2::text[]) AND p.size_bytes = e.size_bytes
    AND p.mtime_ns = e.mtime_ns AND p.reader_version = $1::integer AND NOT $3::boolean
WHERE NOT (a.id IS NOT NULL AND a.as_known AND a.state = 'present') AND p.file_path IS NULL
-- The order of folders, which is the order a disk likes to be read in.
ORDER BY e.path
