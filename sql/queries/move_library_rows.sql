-- The rows beside the assets: libraries (the folder itself is $4, and $5 now) and drives, problems, waiting readings, and projects,
-- which the next pass reads anew. $1 to $3 as in move_library.
WITH libs AS (
    UPDATE libraries SET path = now.path, real_path = now.path
    FROM (SELECT id, CASE path WHEN $4 THEN $5 ELSE $2 || substr(path, length($1) + 1) END AS path FROM libraries
        WHERE path = $4 OR (path >= $1 AND path < $3)) now
    WHERE libraries.id = now.id
), mounts AS (
    UPDATE library_mounts SET path = $2 || substr(path, length($1) + 1) WHERE path >= $1 AND path < $3
), projects AS (
    DELETE FROM project_files WHERE file_path >= $1 AND file_path < $3
), problems AS (
    DELETE FROM scan_problems WHERE file_path >= $1 AND file_path < $3
)
DELETE FROM scan_readings WHERE file_path >= $1 AND file_path < $3
