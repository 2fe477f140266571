-- What files name: a row a place. $1 files, $2 numbers of references, $3 as written, $4 sizes, $5 paths, $6 tails.
INSERT INTO project_references (project_file_id, n, written, name, size_bytes, path, place)
SELECT r.project_file_id, r.n, r.written, sample_name(r.written), r.size_bytes, r.path, sample_place(coalesce(r.path, r.tail))
FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::bigint[], $5::text[], $6::text[])
     AS r (project_file_id, n, written, size_bytes, path, tail)
