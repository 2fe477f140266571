-- How many rows the sweep would mark missing ($1 library, $2 when the pass began), of those that count_held counts.
WITH hold AS (
    SELECT min(h.started_at) AS since FROM passes h
    WHERE h.library_id = $1 AND h.status = 'held' AND h.started_at > coalesce((
        SELECT max(c.started_at) FROM passes c
        WHERE c.library_id = $1 AND c.folders IS NULL AND c.status IN ('complete', 'complete-with-problems')), '-infinity')
)
SELECT count(*) AS vanishing
FROM pass_vanished g
JOIN assets a ON a.id = g.asset_id AND a.file_path = g.path
CROSS JOIN hold
WHERE g.gone AND NOT g.outside AND a.library_id = $1 AND a.state = 'present'
    AND (a.added_at < $2 OR a.added_at > clock_timestamp())
    AND (a.state_since < $2 OR a.state_since > clock_timestamp())
    AND (hold.since IS NULL OR a.written_at < hold.since)
