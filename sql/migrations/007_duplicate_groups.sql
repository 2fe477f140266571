-- What DECLARE of this very query did before: the planner makes no parallel plan for a cursor, but it does for what a function
-- returns (PostgreSQL 14 and later). Over a million assets two cores need 1.3 s instead of 1.7 (m).
--
-- Groups of present assets with equal content, best first; every row carries the totals over all groups.
--
-- under_from, under_to    the path ranges that are looked at (empty: everything)
-- across_from, across_to  the path ranges that must each hold a copy (empty: no such condition)
-- leave_used              leave out the copies that clips use
-- least_bytes             least size in bytes, at least 1
-- sorted_by               wasted (what can go, then what is there twice) | size | count | path
-- most                    how many groups, or NULL
--
-- Paths with the same device, inode and birth time are one file (hard links); they are counted by a hash of the three,
-- since one sort of a million (content, hash) takes 1.2 s where one of all four columns takes 2.4 s. The collation keeps
-- the planner off the index on file_hash, whose million jumps take 3.7 s.
CREATE FUNCTION duplicate_groups(
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
           hashint8extended(inode, device # birth_ns) AS file,
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
