-- Results of methods, one array a column: $1 assets, $2 contents, $3 methods with their version, $4 results. A content has one row a
-- method, of whatever version; a row whose asset has another content by now is not written.
WITH given AS MATERIALIZED (
    SELECT g.* FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) AS g (asset_id, file_hash, method, result_json)
    JOIN assets a ON a.id = g.asset_id AND a.file_hash = g.file_hash
), gone AS (
    DELETE FROM analysis_cache k USING given g
    WHERE k.file_hash = g.file_hash AND k.method ~ '^[a-z]+/[0-9]+$'
      AND split_part(k.method, '/', 1) = split_part(g.method, '/', 1)
)
INSERT INTO analysis_cache (asset_id, file_hash, method, result_json)
SELECT asset_id, file_hash, method, result_json FROM given
