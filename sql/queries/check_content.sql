-- Where contents are, but for what lies in a path range ($1 hashes; $2 how many places each; $3, $4 from and to, or NULL): what is there first, then what a song uses, then by path.
SELECT file_hash AS "fileHash", id AS "assetId", path AS "filePath", state, library_id::int AS "libraryId", clips,
    size_bytes::float8 AS "sizeBytes", mtime_ns AS "mtimeNs"
FROM (
    SELECT a.file_hash, a.id, coalesce(a.file_path, a.last_path) AS path, a.state, a.library_id, used.clips, a.size_bytes, a.mtime_ns,
           row_number() OVER (PARTITION BY a.file_hash
               ORDER BY a.state = 'present' DESC, used.clips DESC, coalesce(a.file_path, a.last_path)) AS place
    FROM assets a
    CROSS JOIN LATERAL (SELECT count(*)::int AS clips FROM clips c WHERE c.asset_id = a.id) AS used
    WHERE a.file_hash = ANY ($1::text[]) AND a.size_bytes > 0
      AND ($3::text IS NULL OR coalesce(a.file_path, a.last_path) < $3 OR coalesce(a.file_path, a.last_path) >= $4::text)
) AS places
WHERE place <= $2::int
ORDER BY file_hash, place
