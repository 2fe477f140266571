-- The running pass that is in the way of one over library $1: over itself, or a library above or below it. Pass $2 is not: it
-- makes room for this one.
SELECT l.path AS "libraryPath", p.command, p.machine_name AS "machineName", p.pid, p.started_at AS since
FROM passes p
JOIN libraries l ON l.id = p.library_id
JOIN libraries mine ON mine.id = $1
WHERE p.finished_at IS NULL AND p.id IS DISTINCT FROM $2::bigint
    AND (l.id = mine.id
        OR starts_with(l.path, rtrim(mine.path, '/\') || '/') OR starts_with(l.path, rtrim(mine.path, '/\') || '\')
        OR starts_with(mine.path, rtrim(l.path, '/\') || '/') OR starts_with(mine.path, rtrim(l.path, '/\') || '\'))
ORDER BY p.started_at
LIMIT 1
