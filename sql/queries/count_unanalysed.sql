-- How many contents the pages of `unanalysed.sql` will come to, and their bytes. $1, $2, $3 and $4 are its $1, $2, $3 and $6.
SELECT count(*)::int AS contents, coalesce(sum(size_bytes), 0)::float8 AS bytes
FROM (SELECT DISTINCT ON (a.file_hash) a.file_hash, a.size_bytes
      FROM assets a
      LEFT JOIN (SELECT k.file_hash FROM analysis_cache k
                 WHERE k.method = ANY ($3::text[]) AND coalesce(k.result_json #>> '{error,code}', '') <> ALL ($4::text[])
                 GROUP BY k.file_hash HAVING count(DISTINCT k.method) = cardinality($3)) done ON done.file_hash = a.file_hash
      WHERE a.state = 'present' AND a.file_hash IS NOT NULL AND a.size_bytes > 0 AND a.duration IS NOT NULL
        AND asset_fault(a.metadata) IS NULL AND a.metadata ->> 'container' IS DISTINCT FROM 'MIDI'
        AND NOT EXISTS (SELECT FROM libraries l LEFT JOIN library_mounts m ON m.library_id = l.id AND m.offline_since IS NOT NULL
                        WHERE l.id = a.library_id AND (l.state = 'offline'
                            OR starts_with(a.file_path, m.path || CASE WHEN m.path LIKE '/%' THEN '/' ELSE '\' END)))
        AND done.file_hash IS NULL
        AND (cardinality($1::text[]) = 0
             OR EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS under (low, high)
                        WHERE a.file_path >= low AND a.file_path < high))) contents
