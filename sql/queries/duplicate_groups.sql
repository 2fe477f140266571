-- Groups of present assets with equal content, best first; every row carries the totals over all groups.
-- FETCH from it inside the transaction: nothing is sent before it is asked for.
--
-- $1, $2  from and to: the path ranges that are looked at (empty: everything)
-- $3, $4  from and to: the path ranges that must each hold a copy (empty: no such condition)
-- $5      leave out the copies that clips use
-- $6      least size in bytes, at least 1
-- $7      wasted (what can go, then what is there twice) | size | count | path
-- $8      how many groups, or NULL
--
-- Paths with the same device, inode and birth time are one file (hard links); they are counted by a hash of the three,
-- since one sort of a million (content, hash) takes 1.2 s where one of all four columns takes 2.4 s. The collation keeps
-- the planner off the index on file_hash, whose million jumps take 3.7 s.
DECLARE duplicate_groups NO SCROLL CURSOR FOR
WITH files AS (
    SELECT file_hash COLLATE "C" AS file_hash, size_bytes, file_path,
           hashint8extended(inode, device # birth_ns) AS file,
           used.asset_id IS NOT NULL AS is_used
    FROM assets
    LEFT JOIN (SELECT DISTINCT asset_id FROM clips) AS used ON used.asset_id = assets.id
    WHERE state = 'present' AND file_hash IS NOT NULL AND size_bytes >= $6::bigint
      AND (cardinality($1::text[]) = 0
           OR EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS under (low, high)
                      WHERE file_path >= low AND file_path < high))
), counts AS (
    SELECT file_hash,
           max(size_bytes) AS size_bytes,
           count(*) AS paths,
           count(DISTINCT file) + count(*) FILTER (WHERE file IS NULL) AS files,
           count(*) FILTER (WHERE is_used) AS used_paths,
           count(DISTINCT file) FILTER (WHERE is_used) + count(*) FILTER (WHERE is_used AND file IS NULL) AS used_files,
           min(CASE WHEN $7::text = 'path' THEN file_path END) AS first_path,
           bit_or(CASE WHEN cardinality($3::text[]) > 0 THEN
               (SELECT bit_or(1::bigint << (n - 1)::int)
                FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS across (low, high, n)
                WHERE file_path >= low AND file_path < high) END) AS folders
    FROM files
    GROUP BY file_hash
    HAVING count(*) > 1
), groups AS (
    SELECT file_hash, size_bytes, first_path,
           paths - CASE WHEN $5::boolean AND used_paths > 0 THEN used_paths - 1 ELSE 0 END AS paths,
           files - CASE WHEN $5::boolean THEN greatest(used_files, 1) ELSE 1 END AS redundant,
           files - greatest(used_files, 1) AS removable
    FROM counts
    WHERE coalesce(folders, 0) = (1::bigint << cardinality($3)) - 1
)
SELECT file_hash, size_bytes, paths, redundant,
       count(*) OVER () AS total_groups,
       (sum(paths) OVER ())::bigint AS total_files,
       (sum(redundant) OVER ())::bigint AS total_redundant,
       (sum(redundant * size_bytes) OVER ())::bigint AS total_bytes,
       (sum(removable) OVER ())::bigint AS total_removable,
       (sum(removable * size_bytes) OVER ())::bigint AS total_removable_bytes
FROM groups
WHERE redundant > 0 OR NOT $5
ORDER BY CASE $7 WHEN 'wasted' THEN removable * size_bytes WHEN 'size' THEN size_bytes WHEN 'count' THEN paths END DESC,
         CASE $7 WHEN 'wasted' THEN redundant * size_bytes END DESC,
         first_path, file_hash
LIMIT $8::bigint
