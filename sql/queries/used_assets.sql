-- Assets that something uses, or may use, in the order of their paths: the one at $1, or those from $2 up to $3 (NULL: all). FETCH from it
-- inside the transaction.
DECLARE used_assets NO SCROLL CURSOR FOR
SELECT a.id AS "assetId", a.file_path AS "filePath", a.library_id::int AS "libraryId"
FROM (SELECT asset_id FROM clips UNION SELECT asset_id FROM used_samples()) used
JOIN assets a ON a.id = used.asset_id
WHERE a.state = 'present' AND ($1::text IS NULL OR a.file_path = $1 OR (a.file_path >= $2 AND a.file_path < $3))
ORDER BY a.file_path
