-- Files whose marks can't tell that two of them were swapped: no birth time, a ctime that is only the mtime (exFAT by FUSE, sshfs,
-- rclone), and another file of equal size and time in the same pass, without which there is nothing to swap with. They are read
-- again when the inode is another one (it goes with the file while the drive is mounted, and is dealt anew when it is mounted
-- again) or when their folder changed since they were last read ($1 the separator of paths). Whole seconds are cut, so one is added.
-- A folder whose time lies in the future (a wrong clock) would have changed in every pass: it has when that time is over.
WITH alike AS (
    SELECT path, inode, count(*) OVER (PARTITION BY size_bytes, mtime_ns) AS files
    FROM pass_entries WHERE birth_ns = 0 AND ctime_ns = mtime_ns AND size_bytes > 0
)
INSERT INTO pass_twins (path)
SELECT t.path FROM alike t
JOIN assets a ON a.file_path = t.path
LEFT JOIN pass_folder_times f ON f.path = left(t.path, length(t.path) - strpos(reverse(t.path), $1))
WHERE t.files > 1
    AND (a.inode IS DISTINCT FROM t.inode
        OR (f.mtime_ns > (extract(epoch FROM a.verified_at) * 1000000000)::numeric - 1000000000
            AND f.mtime_ns <= (extract(epoch FROM clock_timestamp()) * 1000000000)::numeric))
ON CONFLICT DO NOTHING
