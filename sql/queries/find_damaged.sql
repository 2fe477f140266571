-- Readings of `--verify` whose hash differs though size, mtime, ctime and inode are those of the row: bit rot, never an
-- edit. Each with a healthy copy, if the catalog knows one.
SELECT b.file_path AS path, b.size_bytes, b.mtime_ns, a.file_hash AS expected,
    -- By the index on hashes alone: AND with the one of all present assets, as the planner likes it, reads that for each row.
    (SELECT min(k.file_path) FROM (SELECT h.* FROM assets h WHERE h.file_hash = a.file_hash OFFSET 0) k
        WHERE k.id <> a.id AND k.state = 'present') AS copy
FROM pass_batch b
CROSS JOIN LATERAL (SELECT k.* FROM assets k WHERE k.file_path = b.file_path OFFSET 0) a
WHERE a.file_hash <> b.file_hash AND NOT a.read_again AND a.state = 'present'
    AND a.size_bytes = b.size_bytes AND a.mtime_ns = b.mtime_ns AND a.ctime_ns = b.ctime_ns AND a.inode = b.inode
