-- Files and folders that could not be taken in, by path, after the path $1 (or NULL).
-- $2, $3 from and to: only these path ranges (empty: all); $4 only these codes (empty: all); $5 how many
SELECT p.file_path AS "filePath", p.library_id::int AS "libraryId", p.code, p.message,
       p.first_seen AS "firstSeen", p.last_seen AS "lastSeen", p.attempts
FROM scan_problems p
WHERE ($1::text IS NULL OR p.file_path > $1)
  AND (cardinality($2::text[]) = 0
       OR EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS under (low, high)
                  WHERE p.file_path >= low AND p.file_path < high))
  AND (cardinality($4::text[]) = 0 OR p.code = ANY ($4))
ORDER BY p.file_path
LIMIT $5::int
