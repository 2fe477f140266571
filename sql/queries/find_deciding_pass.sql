-- The pass that decides now and is in the way of pass $1: over the same library, or one above or below it.
SELECT l.path AS "libraryPath", p.command, p.machine_name AS "machineName", p.pid, p.deciding_since AS since
FROM passes mine
JOIN libraries own ON own.id = mine.library_id
JOIN passes p ON p.finished_at IS NULL AND p.deciding_since IS NOT NULL AND p.id <> mine.id
JOIN libraries l ON l.id = p.library_id
WHERE mine.id = $1
    AND (l.id = own.id
        OR starts_with(l.path, rtrim(own.path, '/\') || '/') OR starts_with(l.path, rtrim(own.path, '/\') || '\')
        OR starts_with(own.path, rtrim(l.path, '/\') || '/') OR starts_with(own.path, rtrim(l.path, '/\') || '\'))
ORDER BY p.deciding_since
LIMIT 1
