-- A device's number is that of the day: after a remount (btrfs, overlay, FUSE, another loop or USB number) a hard link that was made
-- later had another one than its file. Inode and birth time tell a file without it; where there is no birth time, inodes may be
-- dealt anew, and what was stored proves nothing (two true copies on exFAT counted as one file): each path counts for itself here,
-- and the report tells links by looking at both paths at one moment.
CREATE OR REPLACE FUNCTION duplicate_groups(
    under_from TEXT[], under_to TEXT[], across_from TEXT[], across_to TEXT[],
    leave_used BOOLEAN, least_bytes BIGINT, sorted_by TEXT, most BIGINT
) RETURNS TABLE (
    file_hash TEXT, size_bytes BIGINT, paths BIGINT, redundant BIGINT, total_groups BIGINT, total_files BIGINT,
    total_redundant BIGINT, total_bytes BIGINT, total_removable BIGINT, total_removable_bytes BIGINT
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY
WITH files AS (
    SELECT file_hash COLLATE "C" AS file_hash, size_bytes, file_path,
           CASE WHEN birth_ns <> 0 THEN hashint8extended(inode, birth_ns) END AS file,
           used.asset_id IS NOT NULL AS is_used
    FROM assets
    LEFT JOIN (SELECT DISTINCT asset_id FROM clips) AS used ON used.asset_id = assets.id
    WHERE state = 'present' AND file_hash IS NOT NULL AND size_bytes >= least_bytes
      AND (cardinality(under_from) = 0
           OR EXISTS (SELECT FROM unnest(under_from, under_to) AS under (low, high)
                      WHERE file_path >= low AND file_path < high))
), counts AS (
    SELECT file_hash,
           max(size_bytes) AS size_bytes,
           count(*) AS paths,
           count(DISTINCT file) + count(*) FILTER (WHERE file IS NULL) AS files,
           count(*) FILTER (WHERE is_used) AS used_paths,
           count(DISTINCT file) FILTER (WHERE is_used) + count(*) FILTER (WHERE is_used AND file IS NULL) AS used_files,
           min(CASE WHEN sorted_by = 'path' THEN file_path END) AS first_path,
           bit_or(CASE WHEN cardinality(across_from) > 0 THEN
               (SELECT bit_or(1::bigint << (n - 1)::int)
                FROM unnest(across_from, across_to) WITH ORDINALITY AS across (low, high, n)
                WHERE file_path >= low AND file_path < high) END) AS folders
    FROM files
    GROUP BY file_hash
    HAVING count(*) > 1
), groups AS (
    SELECT file_hash, size_bytes, first_path,
           paths - CASE WHEN leave_used AND used_paths > 0 THEN used_paths - 1 ELSE 0 END AS paths,
           files - CASE WHEN leave_used THEN greatest(used_files, 1) ELSE 1 END AS redundant,
           files - greatest(used_files, 1) AS removable
    FROM counts
    WHERE coalesce(folders, 0) = (1::bigint << cardinality(across_from)) - 1
)
SELECT file_hash, size_bytes, paths, redundant,
       count(*) OVER () AS total_groups,
       (sum(paths) OVER ())::bigint AS total_files,
       (sum(redundant) OVER ())::bigint AS total_redundant,
       (sum(redundant * size_bytes) OVER ())::bigint AS total_bytes,
       (sum(removable) OVER ())::bigint AS total_removable,
       (sum(removable * size_bytes) OVER ())::bigint AS total_removable_bytes
FROM groups
WHERE redundant > 0 OR NOT leave_used
ORDER BY CASE sorted_by WHEN 'wasted' THEN removable * size_bytes WHEN 'size' THEN size_bytes WHEN 'count' THEN paths END DESC,
         CASE sorted_by WHEN 'wasted' THEN redundant * size_bytes END DESC,
         first_path, file_hash
LIMIT most;
END $$;
