-- Rows that were missing or unfollowed and whose file stands there again, just as it was ($1 library, $2 pass).
WITH taken AS (
    UPDATE assets a SET state = 'present', state_since = now(), library_id = $1, written_at = now()
    FROM pass_changes c, (SELECT id, state FROM assets) was
    WHERE c.verdict = 'back' AND a.id = c.asset_id AND was.id = a.id
    RETURNING a.id, a.file_path, a.file_hash, was.state AS was
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, to_path, from_hash, to_hash, pass_id)
    SELECT id, 'returned', file_path, file_path, file_hash, file_hash, $2 FROM taken WHERE was = 'missing'
)
SELECT count(*) AS returned FROM taken
