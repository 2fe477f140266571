-- The files of other programs that name samples.
SELECT count(*)::int AS "projectFiles",
       count(*) FILTER (WHERE kind = 'archive')::int AS archives,
       count(*) FILTER (WHERE fault IS NOT NULL)::int AS unreadable,
       (SELECT count(*) FROM (SELECT DISTINCT project_file_id, n FROM project_references) r)::int AS "references"
FROM project_files
