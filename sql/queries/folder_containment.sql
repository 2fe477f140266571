-- For each folder the best other folder that holds its contents, if it holds at least the share $1 of them; folders
-- above and below do not count. After folder_files.sql, in the same transaction.
--
-- $1 least share, 0 to 1
-- $2 least number of contents
-- $3 sets of more folders than this say nothing about where a pack came from (silence, one test tone) and would cost
--    their square: they count in the size of a folder, but not as shared
WITH sizes AS MATERIALIZED (
    SELECT t.folder_id, sum(s.contents)::bigint AS contents, sum(s.bytes)::bigint AS bytes
    FROM folder_touches t JOIN folder_sets s ON s.id = t.set_id
    GROUP BY t.folder_id
    HAVING sum(s.contents) >= $2::bigint
), shared AS (
    SELECT i.folder_id AS inner_id, o.folder_id AS outer_id,
           sum(s.contents)::bigint AS contents, sum(s.bytes)::bigint AS bytes
    FROM folder_sets s
    JOIN folder_touches i ON i.set_id = s.id
    JOIN folder_touches o ON o.set_id = s.id AND o.folder_id <> i.folder_id
    WHERE cardinality(s.leaves) BETWEEN 2 AND $3::int
    GROUP BY i.folder_id, o.folder_id
)
SELECT DISTINCT ON (i.folder)
       i.folder, o.folder AS container, inner_size.contents, inner_size.bytes,
       shared.contents AS "sharedContents", shared.bytes AS "sharedBytes", outer_size.contents AS "containerContents"
FROM shared
JOIN sizes inner_size ON inner_size.folder_id = shared.inner_id AND shared.contents >= $1::float8 * inner_size.contents
JOIN sizes outer_size ON outer_size.folder_id = shared.outer_id
JOIN folder_tops i ON i.id = shared.inner_id
JOIN folder_tops o ON o.id = shared.outer_id
WHERE NOT starts_with(i.folder, o.folder || CASE WHEN o.folder LIKE '/%' THEN '/' ELSE '\' END)
  AND NOT starts_with(o.folder, i.folder || CASE WHEN i.folder LIKE '/%' THEN '/' ELSE '\' END)
ORDER BY i.folder, shared.contents DESC, outer_size.contents, o.folder
