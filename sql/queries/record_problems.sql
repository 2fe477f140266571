-- $1 library, then one array a column: path, code, message, size, mtime, reader version.
INSERT INTO scan_problems (file_path, library_id, code, message, size_bytes, mtime_ns, reader_version)
SELECT DISTINCT ON (path) path, $1, code, message, size_bytes, mtime_ns, $7
FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) AS p (path, code, message, size_bytes, mtime_ns)
ON CONFLICT (file_path) DO UPDATE SET library_id = EXCLUDED.library_id, message = EXCLUDED.message,
    first_seen = CASE WHEN scan_problems.code = EXCLUDED.code THEN scan_problems.first_seen ELSE now() END,
    attempts = CASE WHEN scan_problems.code = EXCLUDED.code THEN scan_problems.attempts + 1 ELSE 1 END,
    code = EXCLUDED.code, size_bytes = EXCLUDED.size_bytes, mtime_ns = EXCLUDED.mtime_ns,
    reader_version = EXCLUDED.reader_version, last_seen = now()
