-- The folders of passes that ran at some time since pass $1 began, over the same library, or one above or below it.
SELECT DISTINCT unnest(coalesce(p.folders, ARRAY[l.path])) AS folder
FROM passes mine
JOIN libraries own ON own.id = mine.library_id
JOIN passes p ON p.id <> mine.id AND (p.finished_at IS NULL OR p.finished_at >= mine.started_at)
JOIN libraries l ON l.id = p.library_id
WHERE mine.id = $1
    AND (l.id = own.id
        OR starts_with(l.path, rtrim(own.path, '/\') || '/') OR starts_with(l.path, rtrim(own.path, '/\') || '\')
        OR starts_with(own.path, rtrim(l.path, '/\') || '/') OR starts_with(own.path, rtrim(l.path, '/\') || '\'))
