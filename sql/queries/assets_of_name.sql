-- Present assets of these names ($1) and sizes ($2, NULL: any), the first ten of each.
SELECT wanted.n::int AS n, a.id AS "assetId", a.file_path AS "filePath", a.library_id::int AS "libraryId"
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS wanted (name, size_bytes, n),
     LATERAL (SELECT id, file_path, library_id FROM assets
              WHERE sample_name(file_path) = wanted.name AND state <> 'missing' AND state = 'present'
                AND (wanted.size_bytes IS NULL OR wanted.size_bytes = assets.size_bytes)
              ORDER BY file_path LIMIT 10) a
ORDER BY wanted.n, a.file_path
