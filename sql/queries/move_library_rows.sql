-- The rows beside the assets: libraries and drives, problems, waiting readings, and projects, which the next pass reads anew.
WITH libs AS (
    UPDATE libraries SET path = $2 || substr(path, length($1) + 1), real_path = $2 || substr(path, length($1) + 1)
    WHERE path = $1 OR (path >= $3 AND path < $4)
), mounts AS (
    UPDATE library_mounts SET path = $2 || substr(path, length($1) + 1) WHERE path >= $3 AND path < $4
), projects AS (
    DELETE FROM project_files WHERE file_path >= $3 AND file_path < $4
), problems AS (
    DELETE FROM scan_problems WHERE file_path >= $3 AND file_path < $4
)
DELETE FROM scan_readings WHERE file_path >= $3 AND file_path < $4
