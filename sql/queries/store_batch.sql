-- Stores one batch of readings ($1 library, $2 pass). Three ways:
-- 1. the row at that path holds this very content: the row learns the file's new marks;
-- 2. a new path, and no missing, vanished, still-to-be-read or unseen row holds its content: a new row at once;
-- 3. everything else waits in scan_readings until the pass has read everything.
-- OFFSET 0 makes it a look into an index for each of some thousand rows. The planner, who knows nothing of a table that was
-- just filled, would read all of pass_changes and all of assets for every batch (measured: half the time of a batch at 20,000 rows).
WITH batch AS (
    SELECT b.*, c.asset_id FROM pass_batch b
    CROSS JOIN LATERAL (SELECT asset_id FROM pass_changes WHERE path = b.file_path OFFSET 0) c
), same AS (
    SELECT b.*, a.id, a.state AS was FROM batch b
    CROSS JOIN LATERAL (SELECT id, state, file_hash, file_path FROM assets WHERE id = b.asset_id OFFSET 0) a
    WHERE a.file_hash = b.file_hash AND a.file_path = b.file_path
), refreshed AS (
    UPDATE assets a SET size_bytes = s.size_bytes, mtime_ns = s.mtime_ns, ctime_ns = s.ctime_ns, device = s.device,
        inode = s.inode, birth_ns = s.birth_ns, duration = s.duration, sample_rate = s.sample_rate,
        channels = s.channels, metadata = s.metadata, reader_version = s.reader_version, read_again = s.read_again,
        last_scanned = s.read_at, verified_at = s.read_at, library_id = s.library_id, written_at = now(),
        state = 'present', state_since = CASE WHEN a.state = 'present' THEN a.state_since ELSE now() END
    FROM same s WHERE a.id = s.id
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, to_path, from_hash, to_hash, pass_id)
    SELECT id, 'returned', file_path, file_path, file_hash, file_hash, $2 FROM same WHERE was = 'missing'
), contested AS MATERIALIZED (
    -- Contents that a row has of which nobody knows yet where it will be. Once a content, not once a file: a batch may hold one
    -- content a thousand times. OFFSET again: else all of assets, pass_changes and pass_vanished are read for each batch.
    SELECT t.file_hash FROM (SELECT DISTINCT file_hash FROM batch WHERE asset_id IS NULL AND size_bytes > 0) t
    WHERE EXISTS (
        SELECT FROM assets h
        WHERE h.file_hash = t.file_hash AND NOT (
            h.state = 'present' AND h.library_id = $1
            AND EXISTS (SELECT FROM pass_scope s WHERE s.deep AND is_in_scope(h.file_path, s.from_path, s.to_path, s.prefix_length, s.deep))
            AND NOT EXISTS (SELECT FROM pass_changes c WHERE c.asset_id = h.id OFFSET 0)
            AND NOT EXISTS (SELECT FROM pass_vanished v WHERE v.asset_id = h.id OFFSET 0)
            AND NOT EXISTS (SELECT FROM pass_unsettled u WHERE u.path = h.file_path OFFSET 0))
        OFFSET 0)
), added AS (
    INSERT INTO assets (file_path, file_hash, duration, sample_rate, channels, metadata, last_scanned, library_id,
        size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, reader_version, verified_at, read_again)
    SELECT b.file_path, b.file_hash, b.duration, b.sample_rate, b.channels, b.metadata, b.read_at, b.library_id,
        b.size_bytes, b.mtime_ns, b.ctime_ns, b.device, b.inode, b.birth_ns, b.reader_version, b.read_at, b.read_again
    FROM batch b
    WHERE b.asset_id IS NULL AND (b.size_bytes = 0 OR b.file_hash NOT IN (SELECT file_hash FROM contested))
    ON CONFLICT (file_path) DO NOTHING
    RETURNING file_path
), waiting AS (
    INSERT INTO scan_readings
    SELECT b.file_path, b.library_id, b.size_bytes, b.mtime_ns, b.ctime_ns, b.device, b.inode, b.birth_ns, b.file_hash,
        b.duration, b.sample_rate, b.channels, b.metadata, b.reader_version, b.read_again, b.read_at
    FROM batch b
    WHERE NOT EXISTS (SELECT FROM added d WHERE d.file_path = b.file_path)
        AND NOT EXISTS (SELECT FROM same s WHERE s.file_path = b.file_path)
    ON CONFLICT (file_path) DO UPDATE SET library_id = EXCLUDED.library_id, size_bytes = EXCLUDED.size_bytes,
        mtime_ns = EXCLUDED.mtime_ns, ctime_ns = EXCLUDED.ctime_ns, device = EXCLUDED.device, inode = EXCLUDED.inode,
        birth_ns = EXCLUDED.birth_ns, file_hash = EXCLUDED.file_hash, duration = EXCLUDED.duration,
        sample_rate = EXCLUDED.sample_rate, channels = EXCLUDED.channels, metadata = EXCLUDED.metadata,
        reader_version = EXCLUDED.reader_version, read_again = EXCLUDED.read_again, read_at = EXCLUDED.read_at,
        verified_at = EXCLUDED.verified_at
), solved AS (
    DELETE FROM scan_problems p USING batch b WHERE p.file_path = b.file_path
)
SELECT (SELECT count(*) FROM added) AS added,
    (SELECT count(*) FROM same WHERE was <> 'present') AS returned,
    (SELECT count(*) FROM same WHERE was = 'present') AS unchanged
