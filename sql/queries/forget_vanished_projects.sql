-- Forgets the files that name samples that a walk should have seen and did not: they lie in its scopes ($1 from, $2 to, $3 deep) and
-- not in what it left out or could not see ($4 paths, $5, $6 what is below them), and are not among those it saw ($7).
DELETE FROM project_files p
USING unnest($1::text[], $2::text[], $3::boolean[]) AS scope (low, high, deep)
WHERE p.file_path >= scope.low AND p.file_path < scope.high
  AND (scope.deep OR substr(p.file_path, length(scope.low) + 1) !~ '[/\\]')
  AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS left_out (path, low, high)
                  WHERE p.file_path = path OR (p.file_path >= low AND p.file_path < high))
  AND p.file_path <> ALL ($7::text[])
