-- The clips of these assets ($1), and the songs that they are in.
SELECT c.asset_id AS "assetId", count(*)::int AS clips, array_agg(DISTINCT p.name ORDER BY p.name) AS projects
FROM clips c JOIN tracks t ON t.id = c.track_id JOIN projects p ON p.id = t.project_id
WHERE c.asset_id = ANY ($1::uuid[])
GROUP BY c.asset_id
