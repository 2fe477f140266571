-- Rule 1: each paired id goes to its new path, with everything that hangs on it ($1 pass). Whether it had been missing
-- is what pass_loose knew before anything moved.
WITH was AS (
    SELECT p.asset_id, p.to_path, l.path AS from_path, l.was_missing FROM pass_pairs p JOIN pass_loose l USING (asset_id)
), moved AS (
    UPDATE assets a SET file_path = w.to_path, last_path = NULL, state = 'present',
        state_since = CASE WHEN w.was_missing THEN now() ELSE a.state_since END,
        size_bytes = r.size_bytes, mtime_ns = r.mtime_ns, ctime_ns = r.ctime_ns, device = r.device, inode = r.inode,
        birth_ns = r.birth_ns, duration = r.duration, sample_rate = r.sample_rate, channels = r.channels,
        metadata = r.metadata, reader_version = r.reader_version, read_again = r.read_again, last_scanned = coalesce(r.verified_at, r.read_at),
        verified_at = coalesce(r.verified_at, r.read_at), library_id = r.library_id, written_at = now()
    FROM was w JOIN scan_readings r ON r.file_path = w.to_path
    WHERE a.id = w.asset_id
    RETURNING a.id, w.from_path, w.to_path, a.file_hash, w.was_missing
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, to_path, from_hash, to_hash, pass_id)
    SELECT id, CASE WHEN was_missing THEN 'returned' ELSE 'moved' END, from_path, to_path, file_hash, file_hash, $1 FROM moved
)
SELECT count(*) FILTER (WHERE NOT was_missing) AS moved, count(*) FILTER (WHERE was_missing) AS returned FROM moved
