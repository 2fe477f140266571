-- Libraries with what they hold, their last pass, and the pass that runs now. One scan of assets counts for all.
SELECT l.path, l.state, l.state_since AS "stateSince", l.state_reason AS reason,
       l.machine_id AS "machineId", l.machine_name AS "machineName", l.last_pass_at AS "lastPassAt",
       l.last_verified_at AS "lastVerifiedAt",
       (SELECT coalesce(array_agg(m.path ORDER BY m.path), '{}') FROM library_mounts m
        WHERE m.library_id = l.id AND m.offline_since IS NOT NULL) AS "offlineMounts",
       (SELECT coalesce(json_agg(json_build_object('path', m.path, 'since', m.offline_since, 'files', f.files) ORDER BY m.path), '[]')
        FROM library_mounts m CROSS JOIN LATERAL
            (SELECT count(*) AS files FROM assets a
             WHERE a.state = 'present' AND a.file_path > m.path || CASE WHEN m.path LIKE '/%' THEN '/' ELSE '\' END
               AND a.file_path < m.path || CASE WHEN m.path LIKE '/%' THEN '0' ELSE ']' END) f
        WHERE m.library_id = l.id AND m.offline_since IS NOT NULL) AS "offlineDrives",
       coalesce(a.present, 0) AS present, coalesce(a.bytes, 0) AS bytes, coalesce(a.missing, 0) AS missing,
       coalesce(a.unfollowed, 0) AS unfollowed, coalesce(p.problems, 0) AS problems,
       done.command AS "doneCommand", done.status AS "doneStatus", done.started_at AS "doneStartedAt",
       done.finished_at AS "doneFinishedAt", done.counts AS "doneCounts",
       now.command AS "runsCommand", now.pid AS "runsPid", now.machine_name AS "runsMachine",
       now.started_at AS "runsSince", now.heartbeat_at AS "runsHeartbeatAt"
FROM libraries l
LEFT JOIN (SELECT library_id,
                  count(*) FILTER (WHERE state = 'present') AS present,
                  (sum(size_bytes) FILTER (WHERE state = 'present'))::bigint AS bytes,
                  count(*) FILTER (WHERE state = 'missing') AS missing,
                  count(*) FILTER (WHERE state = 'unfollowed') AS unfollowed
           FROM assets GROUP BY library_id) a ON a.library_id = l.id
LEFT JOIN (SELECT library_id, count(*) AS problems FROM scan_problems GROUP BY library_id) p ON p.library_id = l.id
LEFT JOIN LATERAL (SELECT * FROM passes
                   WHERE library_id = l.id AND finished_at IS NOT NULL
                   ORDER BY started_at DESC LIMIT 1) done ON TRUE
LEFT JOIN LATERAL (SELECT * FROM passes
                   WHERE library_id = l.id AND finished_at IS NULL
                   ORDER BY heartbeat_at DESC LIMIT 1) now ON TRUE
ORDER BY l.path
