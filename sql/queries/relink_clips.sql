-- Re-points clips ($1 from, $2 to, pairs of asset ids; $3 only the clips of this project, or NULL). A pair that no longer
-- holds (the asset is back, its copy is gone or has other content) is passed over.
WITH pairs AS (
    SELECT f.id AS from_id, t.id AS to_id
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted (from_id, to_id)
    JOIN assets f ON f.id = wanted.from_id AND f.state = 'missing'
    JOIN assets t ON t.id = wanted.to_id AND t.state = 'present' AND t.file_hash = f.file_hash
    FOR SHARE OF f, t
), relinked AS (
    UPDATE clips c SET asset_id = pairs.to_id
    FROM pairs, tracks k JOIN projects p ON p.id = k.project_id
    WHERE c.asset_id = pairs.from_id AND k.id = c.track_id AND ($3::text IS NULL OR p.name = $3)
    RETURNING pairs.from_id
)
SELECT count(*)::int AS clips, count(DISTINCT from_id)::int AS assets FROM relinked
