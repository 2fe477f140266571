-- Assets that songs could not open now: missing ones, and those whose library or drive can't be seen. Used ones first.
-- Every row carries the totals. FETCH from it inside the transaction.
--
-- $1 only assets that this project uses, or NULL
-- $2 only assets that clips or files of other programs use
-- $3 libraries that somebody looked at just now, $4 which of these are offline, $5 and $6 which drives in them are (library, path)
DECLARE missing_assets NO SCROLL CURSOR FOR
WITH used AS MATERIALIZED (
    SELECT c.asset_id, count(*)::int AS clips, array_agg(DISTINCT p.name ORDER BY p.name) AS projects
    FROM clips c
    JOIN tracks t ON t.id = c.track_id
    JOIN projects p ON p.id = t.project_id
    WHERE c.asset_id IS NOT NULL AND ($1::text IS NULL OR p.name = $1)
    GROUP BY c.asset_id
), named AS MATERIALIZED (
    SELECT path, count(DISTINCT project_file_id)::int AS uses FROM project_references WHERE path IS NOT NULL GROUP BY path
), offline_libraries AS (
    SELECT id, CASE WHEN state = 'offline' THEN state_since ELSE now() END AS since
    FROM libraries
    WHERE CASE WHEN id = ANY ($3::bigint[]) THEN id = ANY ($4::bigint[]) ELSE state = 'offline' END
), offline_drives AS (
    SELECT library_id, path, offline_since AS since
    FROM library_mounts
    WHERE offline_since IS NOT NULL AND library_id <> ALL ($3::bigint[])
    UNION ALL
    SELECT seen.library_id, seen.path, coalesce(m.offline_since, now())
    FROM unnest($5::bigint[], $6::text[]) AS seen (library_id, path)
    LEFT JOIN library_mounts m ON m.library_id = seen.library_id AND m.path = seen.path
), unseen AS (
    SELECT id, file_hash, coalesce(file_path, last_path) AS file_path, size_bytes, library_id,
           'missing' AS state, state_since AS since
    FROM assets
    WHERE state = 'missing'
    UNION ALL
    SELECT a.id, a.file_hash, a.file_path, a.size_bytes, a.library_id, 'offline', l.since
    FROM offline_libraries l JOIN assets a ON a.library_id = l.id AND a.state = 'present'
    UNION ALL
    SELECT a.id, a.file_hash, a.file_path, a.size_bytes, a.library_id, 'offline', max(m.since)
    FROM offline_drives m
    JOIN assets a ON a.library_id = m.library_id AND a.state = 'present'
        AND starts_with(a.file_path, m.path || CASE WHEN m.path LIKE '/%' THEN '/' ELSE '\' END)
    WHERE m.library_id NOT IN (SELECT id FROM offline_libraries)
    GROUP BY a.id
)
SELECT u.id, u.file_hash, u.file_path, u.size_bytes, u.library_id::int, u.state, u.since,
       coalesce(used.clips, 0) AS clips, used.projects, coalesce(named.uses, 0) AS uses,
       count(*) OVER () AS total_assets,
       count(*) FILTER (WHERE u.state = 'missing') OVER () AS total_missing,
       count(*) FILTER (WHERE used.clips > 0 OR named.uses > 0) OVER () AS total_used
FROM unseen u
LEFT JOIN used ON used.asset_id = u.id
LEFT JOIN named ON named.path = u.file_path
WHERE used.asset_id IS NOT NULL OR ($1 IS NULL AND (named.path IS NOT NULL OR NOT $2::boolean))
ORDER BY coalesce(used.clips, 0) DESC, coalesce(named.uses, 0) DESC, u.file_path, u.id
