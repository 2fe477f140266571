-- The rows beside the assets below a folder ($1 up to $2): problems, projects, waiting readings, and drives mounted in it ($3, the
-- folder, may be one itself). While assets are kept ($4 false), drives are: without them those would look deleted. Those of the libraries $5 stay.
WITH projects AS (
    DELETE FROM project_files p WHERE file_path >= $1 AND file_path < $2
        AND NOT EXISTS (SELECT FROM libraries l WHERE l.id = ANY ($5::bigint[])
                        AND starts_with(p.file_path, l.path || CASE WHEN l.path LIKE '/%' THEN '/' ELSE '\' END))
), problems AS (
    DELETE FROM scan_problems WHERE library_id <> ALL ($5::bigint[]) AND (file_path = $3 OR (file_path >= $1 AND file_path < $2))
), readings AS (
    DELETE FROM scan_readings WHERE library_id <> ALL ($5::bigint[]) AND file_path >= $1 AND file_path < $2
)
DELETE FROM library_mounts WHERE $4::boolean AND library_id <> ALL ($5::bigint[]) AND (path = $3 OR (path >= $1 AND path < $2))
