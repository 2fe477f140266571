-- The tables of one pass, made once a session and emptied at its start. Temporary: no WAL, no trace, gone with the
-- connection.
SET temp_buffers = '64MB';

-- What the walk saw.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_entries (
    path TEXT COLLATE "C" NOT NULL,
    size_bytes BIGINT NOT NULL,
    mtime_ns BIGINT NOT NULL,
    ctime_ns BIGINT NOT NULL,
    device BIGINT NOT NULL,
    inode BIGINT NOT NULL,
    birth_ns BIGINT NOT NULL
);

-- Its index is made after COPY (9 ms for 20,000 rows, 25 ms instead of 33 s for diff_vanished where nothing was analysed), and
-- goes before the next one.
DROP INDEX IF EXISTS pg_temp.pass_entries_path;

-- The paths this pass answers for: ranges of everything below a folder; where not deep, the files in that folder alone.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_scope (
    from_path TEXT COLLATE "C" NOT NULL,
    to_path TEXT COLLATE "C" NOT NULL,
    prefix_length INTEGER NOT NULL,
    deep BOOLEAN NOT NULL
);

-- What the walk could not see: a path, and everything below it. Rows there stay as they are.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_unreached (
    path TEXT COLLATE "C" NOT NULL,
    from_path TEXT COLLATE "C" NOT NULL,
    to_path TEXT COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS pass_unreached_path ON pass_unreached (path);
CREATE INDEX IF NOT EXISTS pass_unreached_from_path ON pass_unreached (from_path);

-- When folders changed, on file systems that keep no birth times.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_folder_times (
    path TEXT COLLATE "C" NOT NULL,
    mtime_ns BIGINT NOT NULL
);

-- Files that may have been swapped with another one of equal size and time, unseen.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_twins (
    path TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

-- Files that were left out because they are still being written.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_unsettled (
    path TEXT COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS pass_unsettled_path ON pass_unsettled (path);

-- Entries that are not as the catalog knows them. asset_id is the row at that path; "back" is a row that was missing or
-- unfollowed and stands there again, just as it was; the others are read.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_changes (
    n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path TEXT COLLATE "C" NOT NULL,
    size_bytes BIGINT NOT NULL,
    mtime_ns BIGINT NOT NULL,
    ctime_ns BIGINT NOT NULL,
    device BIGINT NOT NULL,
    inode BIGINT NOT NULL,
    birth_ns BIGINT NOT NULL,
    asset_id UUID,
    verdict change_verdict NOT NULL,
    same_size BOOLEAN NOT NULL,
    has_reading BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS pass_changes_asset_id ON pass_changes (asset_id);
CREATE INDEX IF NOT EXISTS pass_changes_path ON pass_changes (path);

-- Changes whose file is, by its marks, the one that a row was read from; several rows where that file had links. `musical` is what its
-- new name says of tempo and key, where that is not what the row says.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_same_files (
    n BIGINT NOT NULL,
    asset_id UUID NOT NULL,
    path TEXT COLLATE "C",
    must_look BOOLEAN NOT NULL,
    is_renamed BOOLEAN NOT NULL,
    musical JSONB,
    PRIMARY KEY (n, asset_id)
);

-- Rows whose path the walk did not see; `gone` once an lstat of that very path has said so. `outside` are rows of other
-- passes' ground that were looked at because their content turned up here.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_vanished (
    n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset_id UUID NOT NULL UNIQUE,
    path TEXT COLLATE "C" NOT NULL,
    gone BOOLEAN NOT NULL DEFAULT FALSE,
    unfollowed BOOLEAN NOT NULL DEFAULT FALSE,
    outside BOOLEAN NOT NULL DEFAULT FALSE
);

-- Rows outside the pass that were looked at and found as the catalog knows them, or out of sight.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_looked_at (
    asset_id UUID PRIMARY KEY
);

-- Contents that turned up in the pass, whose rows outside it are still to be looked at.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_turned_up (
    n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_hash TEXT NOT NULL UNIQUE
);

-- One batch of readings, in the columns of scan_readings. It holds to what assets holds to: a reading that waits, and is
-- refused by assets only when the pass resolves, would stop this pass and every one after it.
CREATE TEMPORARY TABLE IF NOT EXISTS pass_batch (
    LIKE scan_readings,
    CHECK (channels > 0),
    CHECK (duration >= 0 AND duration < 'Infinity'::real),
    CHECK (length(file_hash) = 64 AND file_hash !~ '[^0-9a-f]'),
    CHECK (sample_rate > 0),
    CHECK (size_bytes >= 0)
);
ALTER TABLE pass_batch ALTER COLUMN read_at SET DEFAULT now();

CREATE TEMPORARY TABLE IF NOT EXISTS pass_arrivals (
    path TEXT COLLATE "C" PRIMARY KEY,
    file_hash TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    row_id UUID,
    kind TEXT NOT NULL
);
-- Pairing asks for the rows of one content after the other: without these two, 20,000 moved files took minutes.
CREATE INDEX IF NOT EXISTS pass_arrivals_file_hash ON pass_arrivals (file_hash);
-- And prepare_loose for the arrivals at one row's path: a table that is too large to be hashed would be read for each row.
CREATE INDEX IF NOT EXISTS pass_arrivals_row_id ON pass_arrivals (row_id);
CREATE TEMPORARY TABLE IF NOT EXISTS pass_loose (
    asset_id UUID PRIMARY KEY,
    file_hash TEXT,
    path TEXT COLLATE "C",
    path_gone BOOLEAN NOT NULL,
    was_missing BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS pass_loose_file_hash ON pass_loose (file_hash);
CREATE TEMPORARY TABLE IF NOT EXISTS pass_pairs (
    asset_id UUID PRIMARY KEY,
    to_path TEXT COLLATE "C" NOT NULL UNIQUE
);

TRUNCATE pass_entries, pass_scope, pass_unreached, pass_folder_times, pass_twins, pass_unsettled, pass_changes, pass_same_files,
    pass_vanished, pass_looked_at, pass_turned_up, pass_batch, pass_arrivals, pass_loose, pass_pairs RESTART IDENTITY;
