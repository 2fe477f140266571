-- Places of references, of the files $1 or of those from $2 up to $3, where no asset is.
SELECT DISTINCT r.path
FROM project_files p JOIN project_references r ON r.project_file_id = p.id
WHERE (p.id = ANY ($1::bigint[]) OR (p.file_path >= $2 AND p.file_path < $3)) AND r.path IS NOT NULL
  AND NOT EXISTS (SELECT FROM assets a WHERE a.file_path = r.path AND a.state <> 'missing')
