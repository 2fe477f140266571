-- Rule 1 for contents of one loose row and one arrival, where there is nothing to choose. One grouping and no join: what the planner
-- thinks of `count(…) = 1` would have it join a hundred thousand contents row by row.
INSERT INTO pass_pairs (asset_id, to_path)
SELECT min(s.asset_id)::uuid, min(s.path)
FROM (
    SELECT l.file_hash, l.asset_id::text AS asset_id, NULL::text COLLATE "C" AS path FROM pass_loose l
    UNION ALL
    SELECT v.file_hash, NULL, v.path FROM pass_arrivals v WHERE v.kind = 'arrival'
) s
GROUP BY s.file_hash
HAVING count(s.asset_id) = 1 AND count(s.path) = 1
