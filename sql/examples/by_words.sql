-- Words of folder, name and tags in any order; the last one may be half typed: "808 kic".
SELECT file_path
FROM assets
WHERE state = 'present' AND asset_words(file_path, metadata) @@ to_tsquery('simple', '808 & kic:*')
ORDER BY file_path
LIMIT 50
