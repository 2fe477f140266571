-- Which files of other programs name the assets $1, or may name them: how many, the first $2 of them, those that surely do first, and whether
-- all of them are known.
SELECT u.asset_id AS "assetId",
       count(DISTINCT u.project_file_id) FILTER (WHERE u.how <> 'unknown')::int AS uses,
       NOT bool_or(u.how = 'unknown') AS "isKnown",
       (array_agg(json_build_object('kind', p.kind, 'path', p.file_path, 'how', u.how, 'backup', p.is_backup)
                  ORDER BY array_position(ARRAY['names', 'may name', 'unknown'], u.how), p.file_path))[1:$2::int] AS "usedBy"
FROM sample_uses($1::uuid[]) u JOIN project_files p ON p.id = u.project_file_id
WHERE EXISTS (SELECT FROM project_files)
GROUP BY u.asset_id
