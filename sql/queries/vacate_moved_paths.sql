-- What stands where a library's files will stand ($1 to $3 as in move_library).
UPDATE assets a SET last_path = a.file_path, file_path = NULL, state = 'missing', written_at = now(),
    state_since = CASE WHEN a.state = 'missing' THEN a.state_since ELSE now() END
FROM assets old
WHERE old.file_path >= $1 AND old.file_path < $3 AND a.file_path = $2 || substr(old.file_path, length($1) + 1)
