-- Files that are there but that the config no longer follows ($1 when the pass began).
UPDATE assets a SET state = 'unfollowed', state_since = now(), written_at = now()
FROM pass_vanished g
WHERE g.asset_id = a.id AND g.unfollowed AND NOT g.gone AND a.state = 'present' AND (a.written_at < $1 OR a.written_at > clock_timestamp())
