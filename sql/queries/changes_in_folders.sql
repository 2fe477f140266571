-- Up to $4 files, after change $3, that this pass read, below these folders ($1 from, $2 to): their marks as they were read.
SELECT c.n, c.path, coalesce(r.size_bytes, a.size_bytes) AS "sizeBytes", coalesce(r.mtime_ns, a.mtime_ns) AS "mtimeNs"
FROM pass_changes c
LEFT JOIN scan_readings r ON r.file_path = c.path
LEFT JOIN LATERAL (SELECT k.size_bytes, k.mtime_ns FROM assets k WHERE k.file_path = c.path OFFSET 0) a ON TRUE
WHERE c.n > $3 AND c.verdict <> 'back' AND (r.file_path IS NOT NULL OR a.mtime_ns IS NOT NULL)
    AND EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS f (f, t)
        WHERE c.path >= f.f COLLATE "C" AND c.path < f.t COLLATE "C")
ORDER BY c.n
LIMIT $4
