-- What the scanner needs beyond the plan.

-- A library is a sample folder that the catalog follows, on one machine. Offline is a state of the library
-- (or of a drive mounted inside it), never of its assets.
CREATE TABLE libraries (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path TEXT COLLATE "C" NOT NULL UNIQUE,
    real_path TEXT COLLATE "C" NOT NULL,
    machine_id TEXT NOT NULL,
    machine_name TEXT NOT NULL,
    -- Marks of the folder itself, to know it again when it is renamed. 64 bits, written as signed numbers.
    device BIGINT,
    inode BIGINT,
    birth_ns BIGINT,
    -- The folder was itself the root of a mounted file system when it was last seen.
    is_mount_point BOOLEAN NOT NULL DEFAULT FALSE,
    state TEXT NOT NULL DEFAULT 'online' CHECK (state IN ('online', 'offline', 'held')),
    state_since TIMESTAMPTZ NOT NULL DEFAULT now(),
    state_reason TEXT,
    added_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- When a whole pass last came to its end.
    last_pass_at TIMESTAMPTZ,
    last_verified_at TIMESTAMPTZ
);

-- Drives that are mounted inside a library: if one is no longer a mount point, what lies below is offline.
CREATE TABLE library_mounts (
    library_id BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    path TEXT COLLATE "C" NOT NULL,
    offline_since TIMESTAMPTZ,
    PRIMARY KEY (library_id, path)
);

-- The history of passes. A row without finished_at is the lease of a running pass: it holds while its process
-- lives and heartbeat_at is younger than 15 s.
CREATE TABLE passes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    library_id BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    -- The folders this pass walks; NULL is the whole library.
    folders TEXT[],
    command TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    machine_name TEXT NOT NULL,
    pid INTEGER NOT NULL,
    -- Tells a process from a later one that got the same pid.
    process_mark TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    heartbeat_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at TIMESTAMPTZ,
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'complete', 'complete-with-problems',
        'held', 'offline', 'busy', 'interrupted', 'failed')),
    counts JSONB NOT NULL DEFAULT '{}'
);
CREATE INDEX passes_library_id_idx ON passes (library_id, started_at DESC);
CREATE INDEX passes_running_idx ON passes (library_id) WHERE finished_at IS NULL;

-- Beyond the plan's columns. size_bytes, mtime_ns, ctime_ns, device, inode and birth_ns are those of the reading
-- that file_hash came from (reasons to read again, marks of "the same file", never identity by themselves).
ALTER TABLE assets
    ADD COLUMN library_id BIGINT REFERENCES libraries (id),
    ADD COLUMN size_bytes BIGINT CHECK (size_bytes >= 0),
    ADD COLUMN mtime_ns BIGINT,
    ADD COLUMN ctime_ns BIGINT,
    ADD COLUMN device BIGINT,
    ADD COLUMN inode BIGINT,
    ADD COLUMN birth_ns BIGINT,
    ADD COLUMN state TEXT NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'missing', 'unfollowed')),
    ADD COLUMN state_since TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- Where a missing asset was, once another asset took its path.
    ADD COLUMN last_path TEXT COLLATE "C",
    ADD COLUMN reader_version INTEGER,
    -- When the bytes were last seen to be those of file_hash.
    ADD COLUMN verified_at TIMESTAMPTZ,
    -- Read so soon after it was written that a later write may hide in the same mtime: the next pass reads it again.
    ADD COLUMN read_again BOOLEAN NOT NULL DEFAULT FALSE,
    -- When the row came to be.
    ADD COLUMN added_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    -- When a pass last wrote this row.
    ADD COLUMN written_at TIMESTAMPTZ NOT NULL DEFAULT now();
UPDATE assets SET state = 'missing' WHERE file_path IS NULL;
ALTER TABLE assets ADD CONSTRAINT assets_path_or_missing_check CHECK (file_path IS NOT NULL OR state = 'missing');
CREATE INDEX assets_library_id_idx ON assets (library_id);
CREATE INDEX assets_not_present_idx ON assets (state, state_since) WHERE state <> 'present';

-- Readings that wait until their pass has read everything (a pass that is killed leaves them to the next one).
CREATE TABLE scan_readings (
    file_path TEXT COLLATE "C" PRIMARY KEY,
    library_id BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    size_bytes BIGINT NOT NULL,
    mtime_ns BIGINT NOT NULL,
    ctime_ns BIGINT NOT NULL,
    device BIGINT NOT NULL,
    inode BIGINT NOT NULL,
    birth_ns BIGINT NOT NULL,
    file_hash TEXT NOT NULL,
    duration REAL,
    sample_rate INTEGER,
    channels INTEGER,
    metadata JSONB NOT NULL,
    reader_version INTEGER NOT NULL,
    read_again BOOLEAN NOT NULL,
    read_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX scan_readings_library_id_idx ON scan_readings (library_id);
CREATE INDEX scan_readings_file_hash_idx ON scan_readings (file_hash);

-- Files and folders that could not be taken in.
CREATE TABLE scan_problems (
    file_path TEXT COLLATE "C" PRIMARY KEY,
    library_id BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    -- What the file was when it failed: a problem of content waits until one of these changes.
    size_bytes BIGINT,
    mtime_ns BIGINT,
    reader_version INTEGER,
    first_seen TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_seen TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX scan_problems_library_id_idx ON scan_problems (library_id);

-- What happened to an id.
CREATE TABLE asset_events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset_id UUID NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
    type TEXT NOT NULL CHECK (type IN ('moved', 'changed', 'missing', 'returned')),
    from_path TEXT COLLATE "C",
    to_path TEXT COLLATE "C",
    from_hash TEXT,
    to_hash TEXT,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    pass_id BIGINT REFERENCES passes (id) ON DELETE SET NULL
);
CREATE INDEX asset_events_asset_id_idx ON asset_events (asset_id, at);
CREATE INDEX asset_events_pass_id_idx ON asset_events (pass_id);

-- An analysis belongs to the content it was computed from: the workstation's inserts need not say so.
ALTER TABLE analysis_cache ADD COLUMN file_hash TEXT;
UPDATE analysis_cache c SET file_hash = a.file_hash FROM assets a WHERE a.id = c.asset_id;
CREATE FUNCTION analysis_cache_knows_its_content() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.file_hash IS NULL THEN
        SELECT file_hash INTO NEW.file_hash FROM assets WHERE id = NEW.asset_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER analysis_cache_file_hash BEFORE INSERT ON analysis_cache
    FOR EACH ROW EXECUTE FUNCTION analysis_cache_knows_its_content();

-- The running service of each machine, as `status` shows it.
CREATE TABLE services (
    machine_id TEXT PRIMARY KEY,
    machine_name TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_mark TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    heartbeat_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    report JSONB NOT NULL DEFAULT '{}'
);
