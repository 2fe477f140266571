-- Rule 4: other loose rows are missing ($1 pass, $2 when the pass began).
WITH swept AS (
    UPDATE assets a SET state = 'missing', state_since = now(), written_at = now()
    FROM pass_vanished g
    WHERE g.asset_id = a.id AND g.gone AND NOT g.outside AND a.file_path = g.path AND a.state IN ('present', 'unfollowed')
        AND (a.written_at < $2 OR a.written_at > clock_timestamp())
    RETURNING a.id, a.file_path, a.file_hash
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, from_hash, to_hash, pass_id)
    SELECT id, 'missing', file_path, file_hash, file_hash, $1 FROM swept
)
SELECT count(*) AS missing FROM swept
