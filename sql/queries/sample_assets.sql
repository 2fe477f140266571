-- Some present assets with content in the range of paths from $1 up to $2, spread over it by hash, at most $5: of library $3 alone, or of
-- any where that is NULL; $4 those that were read within a moment of their mtime, or the others.
SELECT file_path AS path, file_hash AS hash, size_bytes AS "sizeBytes" FROM assets
WHERE file_path >= $1 AND file_path < $2 AND ($3::bigint IS NULL OR library_id = $3)
    AND state = 'present' AND size_bytes > 0 AND read_again = $4::boolean
ORDER BY file_hash LIMIT $5
