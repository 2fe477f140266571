-- Of the files that name samples that a walk saw ($1 paths, $2 sizes, $3 mtimes, $4 ctimes), those that must be read: new ones, changed
-- ones, and those that another reader ($5) read.
SELECT seen.path
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS seen (path, size_bytes, mtime_ns, ctime_ns)
LEFT JOIN project_files p ON p.file_path = seen.path
WHERE (p.size_bytes, p.mtime_ns, p.ctime_ns, p.reader_version)
      IS DISTINCT FROM (seen.size_bytes, seen.mtime_ns, seen.ctime_ns, $5::integer)
