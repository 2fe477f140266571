-- What files of other programs name and what is not there: one row for what leads to the same place, most used first, with the first $4 of the files.
-- Of the files from $2 up to $3, or of what leads there, or to $1 (NULL: all). `fileHash` is the content that was there, if the catalog had it.
-- FETCH from it inside the transaction.
DECLARE broken_references NO SCROLL CURSOR FOR
WITH lost AS (
    SELECT t.project_file_id, t.n, t.name, t.size_bytes, min(r.written) AS written,
           -- Of what starts at a folder that only its program knows, no place is the right one.
           CASE WHEN count(*) FILTER (WHERE r.path IS NULL) = 0 THEN min(r.path) END AS path
    FROM reference_targets(NULL) t JOIN project_references r USING (project_file_id, n)
    WHERE t.asset_id IS NULL
    GROUP BY t.project_file_id, t.n, t.name, t.size_bytes
)
SELECT min(l.written) AS written, l.path, l.name, l.size_bytes::float8 AS "sizeBytes", count(DISTINCT p.id)::int AS uses,
       (array_agg(DISTINCT jsonb_build_object('kind', p.kind, 'path', p.file_path, 'how', 'names', 'backup', p.is_backup)))[1:$4::int] AS "usedBy",
       (SELECT a.file_hash FROM assets a WHERE a.state = 'missing' AND a.file_path = l.path LIMIT 1) AS "fileHash"
FROM lost l JOIN project_files p ON p.id = l.project_file_id
WHERE $1::text IS NULL OR p.file_path = $1 OR (p.file_path >= $2 AND p.file_path < $3)
   OR l.path = $1 OR (l.path >= $2 AND l.path < $3)
GROUP BY coalesce(l.path, l.written), l.path, l.name, l.size_bytes
ORDER BY uses DESC, l.path, written
