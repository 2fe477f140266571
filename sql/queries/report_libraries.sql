-- Libraries and the drives mounted inside them that can't be seen now.
SELECT l.id::int, l.path, l.state = 'offline' AS offline,
       coalesce(array_agg(m.path) FILTER (WHERE m.offline_since IS NOT NULL), '{}') AS "offlineMounts"
FROM libraries l
LEFT JOIN library_mounts m ON m.library_id = l.id
GROUP BY l.id
ORDER BY l.path
