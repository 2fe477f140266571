-- Rows that stand where another id goes give up their path ($1 pass): those that move get a new one in a moment, those
-- that don't are missing from now on.
WITH vacated AS (
    UPDATE assets a SET last_path = a.file_path, file_path = NULL, state = 'missing', written_at = now(),
        state_since = CASE WHEN a.state = 'missing' THEN a.state_since ELSE now() END
    FROM pass_pairs p, (SELECT id, state FROM assets) was
    WHERE a.file_path = p.to_path AND a.id <> p.asset_id AND was.id = a.id
    RETURNING a.id, a.last_path, a.file_hash, was.state AS was
), lost AS (
    INSERT INTO asset_events (asset_id, type, from_path, from_hash, to_hash, pass_id)
    SELECT id, 'missing', last_path, file_hash, file_hash, $1 FROM vacated d
    WHERE was <> 'missing' AND NOT EXISTS (SELECT FROM pass_pairs p WHERE p.asset_id = d.id)
    RETURNING asset_id
)
SELECT count(*) AS missing FROM lost
