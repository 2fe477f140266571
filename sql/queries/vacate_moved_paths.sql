-- What stands where a library's files will stand ($1 its old folder, $2 its new one, $3 and $4 the range below the old).
UPDATE assets a SET last_path = a.file_path, file_path = NULL, state = 'missing', written_at = now(),
    state_since = CASE WHEN a.state = 'missing' THEN a.state_since ELSE now() END
FROM assets old
WHERE old.file_path >= $3 AND old.file_path < $4 AND a.file_path = $2 || substr(old.file_path, length($1) + 1)
