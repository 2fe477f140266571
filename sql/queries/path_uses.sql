-- Which files of other programs name these paths ($1), whether or not something is there: how many, and the first $2 of them.
SELECT named.path, count(*)::int AS uses, TRUE AS "isKnown",
       (array_agg(json_build_object('kind', p.kind, 'path', p.file_path, 'how', 'names', 'backup', p.is_backup)
                  ORDER BY p.file_path))[1:$2::int] AS "usedBy"
FROM (SELECT DISTINCT path, project_file_id FROM project_references WHERE path = ANY ($1::text[])) named
JOIN project_files p ON p.id = named.project_file_id
GROUP BY named.path
