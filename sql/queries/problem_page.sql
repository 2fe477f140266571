-- Files and folders that could not be taken in, and files that were although no sound was found in them, by path, after the path
-- $1 (or NULL). $2, $3 from and to: only these path ranges (empty: all); $4 only these codes (empty: all); $5 how many
SELECT p.*
FROM (SELECT file_path AS "filePath", library_id::int AS "libraryId", code, message, first_seen AS "firstSeen",
          last_seen AS "lastSeen", attempts, FALSE AS "isCatalogued"
      FROM scan_problems
      UNION ALL
      SELECT a.file_path, a.library_id::int, asset_fault(a.metadata), coalesce(a.metadata #>> '{error,message}', ''),
          coalesce(a.last_scanned, a.added_at), coalesce(a.last_scanned, a.added_at), 1, TRUE
      FROM assets a
      WHERE a.state = 'present' AND asset_fault(a.metadata) IS NOT NULL
          AND NOT EXISTS (SELECT FROM scan_problems s WHERE s.file_path = a.file_path)) p
WHERE ($1::text IS NULL OR p."filePath" > $1)
  AND (cardinality($2::text[]) = 0
       OR EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS under (low, high)
                  WHERE p."filePath" >= low AND p."filePath" < high))
  AND (cardinality($4::text[]) = 0 OR p.code = ANY ($4))
ORDER BY p."filePath"
LIMIT $5::int
