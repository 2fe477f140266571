-- The files of some groups, in the order of the groups and of their paths, with the songs that use them.
--
-- $1      hashes
-- $2, $3  from and to: the path ranges that are looked at (empty: everything)
-- $4      least size in bytes
WITH page AS MATERIALIZED (
    SELECT wanted.n, a.id, a.file_path, a.mtime_ns, a.library_id,
           CASE WHEN a.birth_ns <> 0 THEN a.inode || ':' || a.birth_ns END AS file_identity
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted (file_hash, n)
    JOIN assets a ON a.file_hash = wanted.file_hash
    WHERE a.state = 'present' AND a.size_bytes >= $4::bigint
      AND (cardinality($2::text[]) = 0
           OR EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS under (low, high)
                      WHERE a.file_path >= low AND a.file_path < high))
), uses AS (
    SELECT c.asset_id, count(*)::int AS clips, array_agg(DISTINCT p.name ORDER BY p.name) AS projects
    FROM clips c
    JOIN tracks t ON t.id = c.track_id
    JOIN projects p ON p.id = t.project_id
    WHERE c.asset_id IN (SELECT id FROM page)
    GROUP BY c.asset_id
)
SELECT page.n::int AS group_number, page.id, page.file_path, page.mtime_ns, page.file_identity,
       page.library_id::int,
       coalesce(uses.clips, 0) AS clips, uses.projects
FROM page
LEFT JOIN uses ON uses.asset_id = page.id
ORDER BY page.n, page.file_path
