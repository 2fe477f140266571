-- What the sweep would mark missing ($1 library, $2 when the pass began), beside what the library held before the pass.
-- While a library is held, what was written since the hold began is not counted: a recording on an empty mount point is no
-- sign that the drive is there, in this pass or in a later one. A whole pass that completes ends the hold.
WITH hold AS (
    SELECT min(h.started_at) AS since FROM passes h
    WHERE h.library_id = $1 AND h.status = 'held' AND h.started_at > coalesce((
        SELECT max(c.started_at) FROM passes c
        WHERE c.library_id = $1 AND c.folders IS NULL AND c.status IN ('complete', 'complete-with-problems')), '-infinity')
)
SELECT count(*) FILTER (WHERE g.asset_id IS NOT NULL) AS vanishing, count(*) AS held_before
FROM assets a
CROSS JOIN hold
LEFT JOIN pass_vanished g ON g.asset_id = a.id AND g.gone AND NOT g.outside AND g.path = a.file_path
WHERE a.library_id = $1 AND a.state = 'present' AND a.added_at < $2 AND a.state_since < $2
    AND (hold.since IS NULL OR a.written_at < hold.since)
