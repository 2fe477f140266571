-- Makes the next pass try these files again: a problem of content waits for another size, mtime or reader version, so
-- the one it was found with is forgotten. How often and since when stays known.
-- $1, $2 from and to: only these path ranges (empty: all); $3 only these codes (empty: all)
WITH retried AS (
    UPDATE scan_problems p SET reader_version = NULL
    WHERE (cardinality($1::text[]) = 0
           OR EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS under (low, high)
                      WHERE p.file_path >= low AND p.file_path < high))
      AND (cardinality($3::text[]) = 0 OR p.code = ANY ($3))
    RETURNING p.library_id
)
SELECT l.path AS library, count(*)::int AS files
FROM retried r JOIN libraries l ON l.id = r.library_id
GROUP BY l.path
ORDER BY l.path
