-- Takes over a database that the workstation's own helper made before this program came: tables made with
-- IF NOT EXISTS may lack columns, constraints and indexes, and its hashes (Get-FileHash) are in upper case.
-- On a database that 001_initial_schema.sql made, this changes nothing.
--
-- Constraints are added NOT VALID: rows that break one stay as they are, and `musaic-catalog doctor` lists them.

ALTER TABLE projects
    ADD COLUMN IF NOT EXISTS bpm INTEGER DEFAULT 120,
    ADD COLUMN IF NOT EXISTS time_signature_num INTEGER DEFAULT 4,
    ADD COLUMN IF NOT EXISTS time_signature_denom INTEGER DEFAULT 4,
    ADD COLUMN IF NOT EXISTS key_root TEXT,
    ADD COLUMN IF NOT EXISTS scale_type TEXT,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW();
ALTER TABLE assets
    ADD COLUMN IF NOT EXISTS file_hash TEXT,
    ADD COLUMN IF NOT EXISTS duration REAL,
    ADD COLUMN IF NOT EXISTS sample_rate INTEGER,
    ADD COLUMN IF NOT EXISTS channels INTEGER,
    ADD COLUMN IF NOT EXISTS metadata JSONB DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS last_scanned TIMESTAMP WITH TIME ZONE,
    ALTER COLUMN file_path DROP NOT NULL,
    ALTER COLUMN file_hash DROP NOT NULL;
ALTER TABLE render_artifacts
    ADD COLUMN IF NOT EXISTS hash TEXT,
    ADD COLUMN IF NOT EXISTS size_bytes BIGINT;

DO $$
BEGIN
    IF (SELECT c.collname FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
        WHERE a.attrelid = 'assets'::regclass AND a.attname = 'file_path') <> 'C' THEN
        ALTER TABLE assets ALTER COLUMN file_path TYPE TEXT COLLATE "C";
    END IF;
END $$;

-- A path belongs to one row; without the plan's unique key it may stand in several. The one that most clips use keeps
-- it, the others are missing from then on (003 gives them a state): no id and no clip is lost.
WITH ranked AS (
    SELECT a.id, row_number() OVER (PARTITION BY a.file_path
        ORDER BY (SELECT count(*) FROM clips c WHERE c.asset_id = a.id) DESC, a.id) AS place
    FROM assets a WHERE a.file_path IS NOT NULL
)
UPDATE assets a SET file_path = NULL FROM ranked r WHERE r.id = a.id AND r.place > 1;

UPDATE assets SET file_hash = lower(file_hash) WHERE file_hash <> lower(file_hash);
UPDATE assets SET metadata = '{}' WHERE metadata IS NULL;
ALTER TABLE assets ALTER COLUMN metadata SET DEFAULT '{}';

-- Adds one constraint if the table has none that says the same; drops one of the same name that says something else.
CREATE FUNCTION pg_temp.hold(holder REGCLASS, rule TEXT, says TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    plain TEXT;
BEGIN
    SELECT replace(pg_get_constraintdef(oid), ' NOT VALID', '') INTO plain
    FROM pg_constraint WHERE conrelid = holder AND conname = rule;
    IF plain = says THEN
        RETURN;
    END IF;
    IF plain IS NOT NULL THEN
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', holder, rule);
    END IF;
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID', holder, rule, says);
END $$;

SELECT pg_temp.hold(holder::regclass, rule, says) FROM (VALUES
    ('projects', 'projects_bpm_check', 'CHECK ((bpm > 0))'),
    ('projects', 'projects_time_signature_num_check', 'CHECK ((time_signature_num > 0))'),
    ('projects', 'projects_time_signature_denom_check', 'CHECK ((time_signature_denom > 0))'),
    ('tracks', 'tracks_project_id_fkey', 'FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE'),
    ('tracks', 'tracks_type_check', 'CHECK ((type = ANY (ARRAY[''AUDIO''::text, ''MIDI''::text])))'),
    ('tracks', 'tracks_pan_check', 'CHECK (((pan >= (''-1.0''::numeric)::double precision) AND (pan <= (1.0)::double precision)))'),
    ('tracks', 'tracks_color_check', 'CHECK ((color ~ ''^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$''::text))'),
    ('clips', 'clips_track_id_fkey', 'FOREIGN KEY (track_id) REFERENCES tracks(id) ON DELETE CASCADE'),
    ('clips', 'clips_asset_id_fkey', 'FOREIGN KEY (asset_id) REFERENCES assets(id)'),
    ('clips', 'clips_start_time_check', 'CHECK ((start_time >= (0)::double precision))'),
    ('clips', 'clips_duration_check', 'CHECK ((duration >= (0)::double precision))'),
    ('clips', 'clips_offset_check', 'CHECK (("offset" >= (0)::double precision))'),
    ('assets', 'assets_file_hash_check', 'CHECK ((file_hash ~ ''^[0-9a-f]{64}$''::text))'),
    ('assets', 'assets_duration_check', 'CHECK (((duration >= (0)::double precision) AND (duration < ''Infinity''::real)))'),
    ('assets', 'assets_sample_rate_check', 'CHECK ((sample_rate > 0))'),
    ('assets', 'assets_channels_check', 'CHECK ((channels > 0))'),
    ('render_jobs', 'render_jobs_project_id_fkey', 'FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE'),
    ('render_jobs', 'render_jobs_status_check', 'CHECK ((status = ANY (ARRAY[''PENDING''::text, ''RUNNING''::text, ''COMPLETED''::text, ''FAILED''::text])))'),
    ('render_nodes', 'render_nodes_job_id_fkey', 'FOREIGN KEY (job_id) REFERENCES render_jobs(id) ON DELETE CASCADE'),
    ('render_nodes', 'render_nodes_status_check', 'CHECK ((status = ANY (ARRAY[''PENDING''::text, ''RUNNING''::text, ''COMPLETED''::text, ''FAILED''::text])))'),
    ('render_edges', 'render_edges_from_node_id_fkey', 'FOREIGN KEY (from_node_id) REFERENCES render_nodes(id) ON DELETE CASCADE'),
    ('render_edges', 'render_edges_to_node_id_fkey', 'FOREIGN KEY (to_node_id) REFERENCES render_nodes(id) ON DELETE CASCADE'),
    ('render_edges', 'render_edges_check', 'CHECK ((from_node_id <> to_node_id))'),
    ('render_artifacts', 'render_artifacts_node_id_fkey', 'FOREIGN KEY (node_id) REFERENCES render_nodes(id) ON DELETE CASCADE'),
    ('render_artifacts', 'render_artifacts_size_bytes_check', 'CHECK ((size_bytes >= 0))'),
    ('analysis_cache', 'analysis_cache_asset_id_fkey', 'FOREIGN KEY (asset_id) REFERENCES assets(id) ON DELETE CASCADE')
) AS rules (holder, rule, says);

CREATE UNIQUE INDEX IF NOT EXISTS assets_file_path_key ON assets (file_path);
CREATE INDEX IF NOT EXISTS assets_file_hash_idx ON assets (file_hash);
CREATE INDEX IF NOT EXISTS tracks_project_id_idx ON tracks (project_id);
CREATE INDEX IF NOT EXISTS clips_track_id_idx ON clips (track_id);
CREATE INDEX IF NOT EXISTS clips_asset_id_idx ON clips (asset_id);
CREATE INDEX IF NOT EXISTS render_jobs_project_id_idx ON render_jobs (project_id);
CREATE INDEX IF NOT EXISTS render_nodes_job_id_idx ON render_nodes (job_id);
CREATE INDEX IF NOT EXISTS render_nodes_input_hash_idx ON render_nodes (input_hash);
CREATE INDEX IF NOT EXISTS render_edges_from_node_id_idx ON render_edges (from_node_id);
CREATE INDEX IF NOT EXISTS render_edges_to_node_id_idx ON render_edges (to_node_id);
CREATE INDEX IF NOT EXISTS render_artifacts_node_id_idx ON render_artifacts (node_id);
CREATE INDEX IF NOT EXISTS analysis_cache_asset_id_idx ON analysis_cache (asset_id);
