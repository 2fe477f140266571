-- The config of machine $1 names the libraries $2. Those that it named and no longer does are unfollowed: their assets are
-- kept, out of the reports, and back when the library is passed over again.
WITH removed AS (
    UPDATE libraries l SET configured = l.path = ANY ($2::text[])
    FROM (SELECT id, configured FROM libraries) was
    WHERE was.id = l.id AND l.machine_id = $1 AND l.configured <> (l.path = ANY ($2::text[]))
    RETURNING l.id, l.path, was.configured AS was_configured
), unfollowed AS (
    UPDATE assets a SET state = 'unfollowed', state_since = now(), written_at = now()
    FROM removed r WHERE r.was_configured AND a.library_id = r.id AND a.state = 'present'
    RETURNING r.path
)
SELECT path, count(*) AS files FROM unfollowed GROUP BY path ORDER BY path
