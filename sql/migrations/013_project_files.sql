-- Files of other programs that name samples (kits, songs, instruments, sets), and what they name. No row of them is an asset.

CREATE TABLE project_files (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_path TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- An autosave or a copy of an older state.
    is_backup BOOLEAN NOT NULL,
    size_bytes BIGINT NOT NULL,
    mtime_ns BIGINT NOT NULL,
    ctime_ns BIGINT NOT NULL,
    -- 0: it could not be opened, and is tried again in every pass.
    reader_version INTEGER NOT NULL,
    -- Why it may name more than its references say; NULL: they are all. Of what lies in its folder and below nobody knows then
    -- whether it is used.
    fault TEXT,
    -- Paths from … up to: what lies in its folder and below.
    folder_from TEXT COLLATE "C" NOT NULL,
    folder_to TEXT COLLATE "C" NOT NULL,
    read_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX project_files_fault_idx ON project_files (file_path) WHERE fault IS NOT NULL;

-- A row a place where a reference may lead; one that can lead nowhere on this machine has a row without a place. Equal
-- (project_file_id, n) are one reference.
CREATE TABLE project_references (
    project_file_id BIGINT NOT NULL REFERENCES project_files (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    written TEXT NOT NULL,
    -- sample_name of what is written: wherever it leads, the file there has this name.
    name TEXT COLLATE "C" NOT NULL,
    -- The size of the file, where the format has it.
    size_bytes BIGINT,
    -- Absolute, on this machine; NULL where only the end of the path is known.
    path TEXT COLLATE "C",
    -- sample_place of the path, or of its end: "/drums/kick.wav".
    place TEXT COLLATE "C",
    -- A file that is no asset was there when it was last looked for.
    is_outside BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX project_references_project_file_id_idx ON project_references (project_file_id, n);
CREATE INDEX project_references_name_idx ON project_references (name);
CREATE INDEX project_references_path_idx ON project_references (path);

-- A path as programs of all systems agree on it: case, the form of accents and the separator make no difference.
CREATE FUNCTION sample_place(path TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(normalize(translate(path, '\', '/'), NFC))
$$;

-- The name of a file, likewise.
CREATE FUNCTION sample_name(path TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(normalize(substring(path FROM '[^/\\]*$'), NFC))
$$;
CREATE INDEX assets_sample_name_idx ON assets (sample_name(file_path)) WHERE state <> 'missing';

-- Where the references of these names lead (NULL: all): a row an asset, or one without an asset for a reference that leads to no
-- file that is known to be there. First by the path as it is, then as sample_place compares. Each step begins with the references, which
-- are few beside the assets, and OFFSET 0 keeps the planner from beginning with the assets where it knows no statistics.
CREATE FUNCTION reference_targets(names TEXT[])
RETURNS TABLE (project_file_id BIGINT, n INTEGER, name TEXT, size_bytes BIGINT, asset_id UUID)
LANGUAGE SQL STABLE PARALLEL SAFE AS $$
    WITH refs AS MATERIALIZED (
        SELECT r.project_file_id, r.n, r.name, r.size_bytes, r.path, r.place, r.is_outside
        FROM project_references r
        WHERE names IS NULL OR r.name = ANY (names)
    ), exact AS MATERIALIZED (
        SELECT r.project_file_id, r.n, r.name, r.size_bytes, a.id
        FROM refs r, LATERAL (SELECT id FROM assets WHERE file_path = r.path AND state <> 'missing' OFFSET 0) a
    ), others AS MATERIALIZED (
        SELECT r.* FROM refs r
        WHERE NOT EXISTS (SELECT FROM exact e WHERE e.project_file_id = r.project_file_id AND e.n = r.n)
    ), near AS MATERIALIZED (
        SELECT r.project_file_id, r.n, r.name, r.size_bytes, a.id
        FROM others r, LATERAL (
            SELECT id FROM assets
            WHERE sample_name(file_path) = r.name AND state <> 'missing'
              AND CASE WHEN r.path IS NULL THEN right(sample_place(file_path), length(r.place)) = r.place
                       ELSE sample_place(file_path) = r.place END
            OFFSET 0
        ) a
        WHERE r.place IS NOT NULL
    )
    SELECT e.project_file_id, e.n, e.name, e.size_bytes, e.id FROM exact e
    UNION
    SELECT e.project_file_id, e.n, e.name, e.size_bytes, e.id FROM near e
    UNION
    SELECT r.project_file_id, r.n, r.name, r.size_bytes, NULL FROM others r
    WHERE NOT EXISTS (SELECT FROM near e WHERE e.project_file_id = r.project_file_id AND e.n = r.n)
      AND NOT EXISTS (SELECT FROM others o WHERE o.project_file_id = r.project_file_id AND o.n = r.n AND o.is_outside)
$$;

-- Assets that a project file names, or may name: a reference that leads nowhere speaks for every file of its name (and size, where it
-- says one), and in the folder of a file that could not be read through nobody knows.
CREATE FUNCTION used_samples() RETURNS TABLE (asset_id UUID) LANGUAGE SQL STABLE PARALLEL SAFE AS $$
    WITH targets AS MATERIALIZED (SELECT * FROM reference_targets(NULL))
    SELECT t.asset_id FROM targets t WHERE t.asset_id IS NOT NULL
    UNION
    SELECT a.id
    FROM (SELECT DISTINCT name, size_bytes FROM targets WHERE targets.asset_id IS NULL) lost,
         LATERAL (SELECT id FROM assets
                  WHERE sample_name(file_path) = lost.name AND state <> 'missing'
                    AND (lost.size_bytes IS NULL OR lost.size_bytes = assets.size_bytes)
                  OFFSET 0) a
    UNION
    SELECT a.id
    FROM project_files p,
         LATERAL (SELECT id FROM assets
                  WHERE file_path >= p.folder_from AND file_path < p.folder_to AND state <> 'missing' OFFSET 0) a
    WHERE p.fault IS NOT NULL
$$;

-- Which project files name these assets: "names", or "may name", or "unknown" where the file could not be read through.
CREATE FUNCTION sample_uses(ids UUID[]) RETURNS TABLE (asset_id UUID, project_file_id BIGINT, how TEXT)
LANGUAGE SQL STABLE PARALLEL SAFE AS $$
    WITH page AS MATERIALIZED (
        SELECT id, file_path, size_bytes, sample_name(file_path) AS name FROM assets WHERE id = ANY (ids)
    ), targets AS MATERIALIZED (
        SELECT * FROM reference_targets((SELECT array_agg(DISTINCT page.name) FROM page))
    )
    SELECT t.asset_id, t.project_file_id, 'names' FROM targets t WHERE t.asset_id = ANY (ids)
    UNION
    SELECT page.id, t.project_file_id, 'may name'
    FROM page JOIN targets t ON t.name = page.name
    WHERE t.asset_id IS NULL AND (t.size_bytes IS NULL OR t.size_bytes = page.size_bytes)
    UNION
    SELECT page.id, p.id, 'unknown'
    FROM project_files p JOIN page ON page.file_path >= p.folder_from AND page.file_path < p.folder_to
    WHERE p.fault IS NOT NULL
$$;

-- As in 010, but a copy that a project file of another program names is used too.
CREATE OR REPLACE FUNCTION duplicate_groups(
    under_from TEXT[], under_to TEXT[], across_from TEXT[], across_to TEXT[],
    leave_used BOOLEAN, least_bytes BIGINT, sorted_by TEXT, most BIGINT
) RETURNS TABLE (
    file_hash TEXT, size_bytes BIGINT, paths BIGINT, redundant BIGINT, total_groups BIGINT, total_files BIGINT,
    total_redundant BIGINT, total_bytes BIGINT, total_removable BIGINT, total_removable_bytes BIGINT
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY
WITH files AS (
    SELECT file_hash COLLATE "C" AS file_hash, size_bytes, file_path,
           CASE WHEN birth_ns <> 0 THEN hashint8extended(inode, birth_ns) END AS file,
           used.asset_id IS NOT NULL AS is_used
    FROM assets
    LEFT JOIN (SELECT asset_id FROM clips UNION SELECT asset_id FROM used_samples()) AS used ON used.asset_id = assets.id
    WHERE state = 'present' AND file_hash IS NOT NULL AND size_bytes >= least_bytes
      AND (cardinality(under_from) = 0
           OR EXISTS (SELECT FROM unnest(under_from, under_to) AS under (low, high)
                      WHERE file_path >= low AND file_path < high))
), counts AS (
    SELECT file_hash,
           max(size_bytes) AS size_bytes,
           count(*) AS paths,
           count(DISTINCT file) + count(*) FILTER (WHERE file IS NULL) AS files,
           count(*) FILTER (WHERE is_used) AS used_paths,
           count(DISTINCT file) FILTER (WHERE is_used) + count(*) FILTER (WHERE is_used AND file IS NULL) AS used_files,
           min(CASE WHEN sorted_by = 'path' THEN file_path END) AS first_path,
           bit_or(CASE WHEN cardinality(across_from) > 0 THEN
               (SELECT bit_or(1::bigint << (n - 1)::int)
                FROM unnest(across_from, across_to) WITH ORDINALITY AS across (low, high, n)
                WHERE file_path >= low AND file_path < high) END) AS folders
    FROM files
    GROUP BY file_hash
    HAVING count(*) > 1
), groups AS (
    SELECT file_hash, size_bytes, first_path,
           paths - CASE WHEN leave_used AND used_paths > 0 THEN used_paths - 1 ELSE 0 END AS paths,
           files - CASE WHEN leave_used THEN greatest(used_files, 1) ELSE 1 END AS redundant,
           files - greatest(used_files, 1) AS removable
    FROM counts
    WHERE coalesce(folders, 0) = (1::bigint << cardinality(across_from)) - 1
)
SELECT file_hash, size_bytes, paths, redundant,
       count(*) OVER () AS total_groups,
       (sum(paths) OVER ())::bigint AS total_files,
       (sum(redundant) OVER ())::bigint AS total_redundant,
       (sum(redundant * size_bytes) OVER ())::bigint AS total_bytes,
       (sum(removable) OVER ())::bigint AS total_removable,
       (sum(removable * size_bytes) OVER ())::bigint AS total_removable_bytes
FROM groups
WHERE redundant > 0 OR NOT leave_used
ORDER BY CASE sorted_by WHEN 'wasted' THEN removable * size_bytes WHEN 'size' THEN size_bytes WHEN 'count' THEN paths END DESC,
         CASE sorted_by WHEN 'wasted' THEN redundant * size_bytes END DESC,
         first_path, file_hash
LIMIT most;
END $$;
