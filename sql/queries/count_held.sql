-- What the library held before the pass ($1 library, $2 when the pass began), counted up to $3: whether much or little of a
-- library of a million files vanishes is known long before all of them are counted.
-- While a library is held, what was written since the hold began is not counted: a recording on an empty mount point is no
-- sign that the drive is there, in this pass or in a later one. A whole pass that completes ends the hold. A time that is
-- yet to come is that of a clock which was put back since: the row is older than the pass.
WITH hold AS (
    SELECT min(h.started_at) AS since FROM passes h
    WHERE h.library_id = $1 AND h.status = 'held' AND h.started_at > coalesce((
        SELECT max(c.started_at) FROM passes c
        WHERE c.library_id = $1 AND c.folders IS NULL AND c.status IN ('complete', 'complete-with-problems')), '-infinity')
)
SELECT count(*) AS held FROM (
    SELECT FROM assets a CROSS JOIN hold
    WHERE a.library_id = $1 AND a.state = 'present'
        AND (a.added_at < $2 OR a.added_at > clock_timestamp())
        AND (a.state_since < $2 OR a.state_since > clock_timestamp())
        AND (hold.since IS NULL OR a.written_at < hold.since)
    LIMIT $3
) before
