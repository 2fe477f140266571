-- Everything in A minor.
SELECT file_path, metadata #>> '{key,source}' AS source
FROM assets
WHERE state = 'present' AND metadata ? 'key' AND metadata #>> '{key,key}' = 'A minor'
ORDER BY file_path
LIMIT 50
