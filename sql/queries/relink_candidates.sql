-- Missing assets that clips use, each with the present assets of the same content ($1: only the clips of this project,
-- or NULL), in the order of paths. A row without target says that the content is nowhere.
SELECT m.id AS "fromId", coalesce(m.file_path, m.last_path, '') AS "fromPath", used.clips, used.projects,
       p.id AS "toId", p.file_path AS "toPath", p.size_bytes AS "toSize", p.mtime_ns AS "toMtimeNs",
       p.library_id::int AS "toLibraryId",
       (SELECT count(*)::int FROM clips c WHERE c.asset_id = p.id) AS "toClips"
FROM (SELECT c.asset_id, count(*)::int AS clips, array_agg(DISTINCT p.name ORDER BY p.name) AS projects
      FROM clips c
      JOIN tracks t ON t.id = c.track_id
      JOIN projects p ON p.id = t.project_id
      WHERE c.asset_id IS NOT NULL AND ($1::text IS NULL OR p.name = $1)
      GROUP BY c.asset_id) AS used
JOIN assets m ON m.id = used.asset_id AND m.state = 'missing'
-- By the index on hashes alone: AND with the one of all present assets, as the planner likes it, reads that for each row.
LEFT JOIN LATERAL (SELECT k.* FROM assets k WHERE k.file_hash = m.file_hash OFFSET 0) p
    ON p.state = 'present' AND p.size_bytes > 0
ORDER BY coalesce(m.file_path, m.last_path), m.id, p.file_path
