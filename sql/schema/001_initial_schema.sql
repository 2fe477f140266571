-- The database of the MUSaiC workstation: the nine tables of its PostgreSQL plan, column for column.
--
-- What the plan leaves open is settled here: foreign keys, checks, defaults, unique keys, an index on every
-- foreign key. Constraints bear the names PostgreSQL would give them, so that a database made by the
-- workstation's own helper can be compared with this one (see sql/migrations/002_take_over.sql).
-- gen_random_uuid() is built in since PostgreSQL 13; pgcrypto is created beside this file where that is allowed.

CREATE TABLE IF NOT EXISTS projects (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name TEXT NOT NULL UNIQUE,
    bpm INTEGER NOT NULL DEFAULT 120 CHECK (bpm > 0),
    time_signature_num INTEGER NOT NULL DEFAULT 4 CHECK (time_signature_num > 0),
    time_signature_denom INTEGER NOT NULL DEFAULT 4 CHECK (time_signature_denom > 0),
    key_root TEXT,
    scale_type TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS tracks (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('AUDIO', 'MIDI')),
    gain_db REAL NOT NULL DEFAULT 0.0,
    pan REAL NOT NULL DEFAULT 0.0 CHECK (pan >= -1.0 AND pan <= 1.0),
    index INTEGER NOT NULL DEFAULT 0,
    color TEXT CHECK (color ~ '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$')
);
CREATE INDEX IF NOT EXISTS tracks_project_id_idx ON tracks (project_id);

-- Paths compare byte by byte (collation "C"), so that what lies below a folder is one range of the index.
CREATE TABLE IF NOT EXISTS assets (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    file_path TEXT COLLATE "C" UNIQUE,
    file_hash TEXT CHECK (file_hash ~ '^[0-9a-f]{64}$'),
    duration REAL CHECK (duration >= 0 AND duration < 'Infinity'),
    sample_rate INTEGER CHECK (sample_rate > 0),
    channels INTEGER CHECK (channels > 0),
    metadata JSONB NOT NULL DEFAULT '{}',
    last_scanned TIMESTAMP WITH TIME ZONE
);
CREATE INDEX IF NOT EXISTS assets_file_hash_idx ON assets (file_hash);

-- An asset that a clip uses can't be deleted: NO ACTION is the promise.
CREATE TABLE IF NOT EXISTS clips (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    track_id UUID NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    asset_id UUID REFERENCES assets (id),
    start_time REAL NOT NULL DEFAULT 0.0 CHECK (start_time >= 0),
    duration REAL CHECK (duration >= 0),
    "offset" REAL NOT NULL DEFAULT 0.0 CHECK ("offset" >= 0),
    name TEXT
);
CREATE INDEX IF NOT EXISTS clips_track_id_idx ON clips (track_id);
CREATE INDEX IF NOT EXISTS clips_asset_id_idx ON clips (asset_id);

CREATE TABLE IF NOT EXISTS render_jobs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED')),
    created_at TIMESTAMP NOT NULL DEFAULT NOW()
);
CREATE INDEX IF NOT EXISTS render_jobs_project_id_idx ON render_jobs (project_id);

CREATE TABLE IF NOT EXISTS render_nodes (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    job_id UUID NOT NULL REFERENCES render_jobs (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    input_hash TEXT,
    output_path TEXT,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED'))
);
CREATE INDEX IF NOT EXISTS render_nodes_job_id_idx ON render_nodes (job_id);
CREATE INDEX IF NOT EXISTS render_nodes_input_hash_idx ON render_nodes (input_hash);

CREATE TABLE IF NOT EXISTS render_edges (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    from_node_id UUID NOT NULL REFERENCES render_nodes (id) ON DELETE CASCADE,
    to_node_id UUID NOT NULL REFERENCES render_nodes (id) ON DELETE CASCADE,
    type TEXT NOT NULL DEFAULT 'data_flow',
    CHECK (from_node_id <> to_node_id)
);
CREATE INDEX IF NOT EXISTS render_edges_from_node_id_idx ON render_edges (from_node_id);
CREATE INDEX IF NOT EXISTS render_edges_to_node_id_idx ON render_edges (to_node_id);

CREATE TABLE IF NOT EXISTS render_artifacts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    node_id UUID NOT NULL REFERENCES render_nodes (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    hash TEXT,
    size_bytes BIGINT CHECK (size_bytes >= 0)
);
CREATE INDEX IF NOT EXISTS render_artifacts_node_id_idx ON render_artifacts (node_id);

-- What an analysis found out about an asset; it goes with the asset.
CREATE TABLE IF NOT EXISTS analysis_cache (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    asset_id UUID NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    result_json JSONB NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS analysis_cache_asset_id_idx ON analysis_cache (asset_id);
