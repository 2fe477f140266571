-- What the diff found.
SELECT seen, added, changed, same_size AS "sameSize", seen - counted AS unchanged, files AS "filesToRead",
    bytes::bigint AS "bytesToRead", vanished
FROM (SELECT count(*) AS seen FROM pass_entries) e,
    (SELECT count(*) FILTER (WHERE verdict = 'new') AS added,
        count(*) FILTER (WHERE verdict = 'changed') AS changed,
        count(*) FILTER (WHERE verdict = 'changed' AND same_size) AS same_size,
        count(*) AS counted,
        count(*) FILTER (WHERE verdict <> 'back' AND NOT has_reading) AS files,
        coalesce(sum(size_bytes) FILTER (WHERE verdict <> 'back' AND NOT has_reading), 0) AS bytes
    FROM pass_changes) c,
    (SELECT count(*) AS vanished FROM pass_vanished) v
