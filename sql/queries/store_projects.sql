-- Files that name samples, as they were read; their ids. What they named before goes.
WITH stored AS (
    INSERT INTO project_files AS p (file_path, kind, is_backup, size_bytes, mtime_ns, ctime_ns, reader_version, fault,
                                    folder_from, folder_to)
    SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::bigint[], $7::integer[], $8::text[],
                         $9::text[], $10::text[])
    ON CONFLICT (file_path) DO UPDATE
    SET kind = excluded.kind, is_backup = excluded.is_backup, size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns,
        ctime_ns = excluded.ctime_ns, reader_version = excluded.reader_version, fault = excluded.fault, read_at = now()
    RETURNING p.id, p.file_path
), gone AS (
    DELETE FROM project_references r USING stored WHERE r.project_file_id = stored.id
)
SELECT id, file_path FROM stored
