-- Present sounds that can be seen, of which a method is missing, by path after $4 (or NULL): the first of each content in the page.
--
-- $1, $2 from and to: path ranges (empty: all) · $3 methods · $5 how many · $6 faults that are tried again
SELECT a.id AS "assetId", a.file_path AS "filePath", a.library_id::int AS "libraryId", a.file_hash AS "fileHash",
       a.size_bytes AS "sizeBytes", a.mtime_ns AS "mtimeNs"
FROM assets a
WHERE a.state = 'present' AND a.file_hash IS NOT NULL AND a.size_bytes > 0 AND a.duration IS NOT NULL
  AND asset_fault(a.metadata) IS NULL AND a.metadata ->> 'container' IS DISTINCT FROM 'MIDI'
  AND NOT EXISTS (SELECT FROM libraries l LEFT JOIN library_mounts m ON m.library_id = l.id AND m.offline_since IS NOT NULL
                  WHERE l.id = a.library_id AND (l.state = 'offline'
                      OR starts_with(a.file_path, m.path || CASE WHEN m.path LIKE '/%' THEN '/' ELSE '\' END)))
  AND ($4::text IS NULL OR a.file_path > $4)
  AND (cardinality($1::text[]) = 0
       OR EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS under (low, high)
                  WHERE a.file_path >= low AND a.file_path < high))
  AND (SELECT count(DISTINCT k.method) FROM analysis_cache k
       WHERE k.file_hash = a.file_hash AND k.method = ANY ($3::text[])
         AND coalesce(k.result_json #>> '{error,code}', '') <> ALL ($6::text[])) < cardinality($3)
ORDER BY a.file_path
LIMIT $5::int
