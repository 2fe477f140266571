-- The server and this database, and what of the catalog belongs to no library.
SELECT current_setting('server_version') AS "serverVersion",
       pg_database_size(current_database()) AS "sizeBytes",
       (SELECT count(*) FROM assets WHERE library_id IS NULL) AS "assetsOutsideLibraries",
       (SELECT max(version COLLATE "C") FROM schema_migrations) AS "schemaVersion"
