-- Sub-folders that hold files, as the catalog knows them, of each folder given as a range ($1 from, $2 to). It steps from
-- one sub-folder to the next, so a folder with a million files below it costs as many look-ups as it has entries of its own.
WITH RECURSIVE folders AS (
    SELECT f COLLATE "C" AS from_path, t COLLATE "C" AS to_path, length(f) AS prefix, right(f, 1) AS separator
    FROM unnest($1::text[], $2::text[]) AS s (f, t)
), steps AS (
    SELECT f.*, first.file_path FROM folders f
    CROSS JOIN LATERAL (SELECT a.file_path FROM assets a
        WHERE a.file_path >= f.from_path AND a.file_path < f.to_path AND a.state = 'present'
        ORDER BY a.file_path LIMIT 1) first
    UNION ALL
    SELECT s.from_path, s.to_path, s.prefix, s.separator, next.file_path FROM steps s
    CROSS JOIN LATERAL (SELECT a.file_path FROM assets a
        WHERE a.file_path >= CASE strpos(substr(s.file_path, s.prefix + 1), s.separator)
                WHEN 0 THEN s.file_path || chr(1)
                ELSE left(s.file_path, s.prefix + strpos(substr(s.file_path, s.prefix + 1), s.separator) - 1)
                    || right(s.to_path, 1)
            END
            AND a.file_path < s.to_path AND a.state = 'present'
        ORDER BY a.file_path LIMIT 1) next
)
SELECT left(file_path, prefix + strpos(substr(file_path, prefix + 1), separator) - 1) AS folder
FROM steps WHERE strpos(substr(file_path, prefix + 1), separator) > 0
