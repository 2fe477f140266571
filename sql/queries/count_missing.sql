-- What the sweep would mark missing ($1 library, $2 when the pass began), beside what the library held before the pass.
SELECT count(*) FILTER (WHERE g.asset_id IS NOT NULL) AS vanishing, count(*) AS held_before
FROM assets a
LEFT JOIN pass_vanished g ON g.asset_id = a.id AND g.gone AND NOT g.outside AND g.path = a.file_path
WHERE a.library_id = $1 AND a.state = 'present' AND a.added_at < $2
