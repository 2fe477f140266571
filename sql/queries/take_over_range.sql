-- Assets below a new library ($1; everything from $2 up to $3) belong to it, unless a library further down has them.
UPDATE assets a SET library_id = $1
WHERE a.file_path >= $2 AND a.file_path < $3 AND a.library_id IS DISTINCT FROM $1
    AND NOT EXISTS (SELECT FROM libraries l
        WHERE l.id = a.library_id AND l.path >= $2 AND l.path < $3)
