-- What may be wrong with the server, the database or the catalog, as bare facts.
SELECT current_setting('server_version') AS "serverVersion",
       current_setting('server_version_num')::int AS "serverNumber",
       current_setting('server_encoding') AS encoding,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'pgcrypto') AS "hasPgcrypto",
       (SELECT datcollate::text FROM pg_database WHERE datname = current_database()) AS locale,
       current_setting('fsync') AS fsync,
       (SELECT count(*)::int FROM assets WHERE library_id IS NULL) AS "assetsOutsideLibraries",
       (SELECT count(*)::int FROM assets a WHERE state = 'missing'
            AND EXISTS (SELECT FROM clips c WHERE c.asset_id = a.id)) AS "missingInSongs",
       (SELECT count(*)::int FROM scan_problems) AS problems,
       (SELECT count(*)::int FROM scan_problems WHERE code = 'content-damaged') AS damaged,
       (SELECT count(*)::int FROM passes WHERE finished_at IS NULL
            AND heartbeat_at < clock_timestamp() - interval '15 seconds') AS "stalePasses",
       (SELECT count(*)::int FROM scan_readings r WHERE NOT EXISTS (SELECT FROM passes p
            WHERE p.library_id = r.library_id AND p.finished_at IS NULL)) AS "waitingReadings",
       (SELECT count(DISTINCT file_hash)::int FROM analysis_cache
        WHERE result_json ? 'error' AND result_json #>> '{error,code}' = 'needs-ffmpeg') AS "needFfmpeg"
