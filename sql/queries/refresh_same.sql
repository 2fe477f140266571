-- Readings that waited and turned out to hold what their row holds ($1 pass): the row learns the file's marks.
WITH same AS (
    SELECT a.id, a.state AS was, r.* FROM pass_arrivals v
    JOIN assets a ON a.id = v.row_id
    JOIN scan_readings r ON r.file_path = v.path
    WHERE v.kind = 'same'
), refreshed AS (
    UPDATE assets a SET size_bytes = s.size_bytes, mtime_ns = s.mtime_ns, ctime_ns = s.ctime_ns, device = s.device,
        inode = s.inode, birth_ns = s.birth_ns, reader_version = s.reader_version, read_again = s.read_again,
        duration = s.duration, sample_rate = s.sample_rate, channels = s.channels, metadata = s.metadata,
        last_scanned = coalesce(s.verified_at, s.read_at), verified_at = coalesce(s.verified_at, s.read_at), library_id = s.library_id, written_at = now(),
        state = 'present', state_since = CASE WHEN a.state = 'present' THEN a.state_since ELSE now() END
    FROM same s WHERE a.id = s.id
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, to_path, from_hash, to_hash, pass_id)
    SELECT id, 'returned', file_path, file_path, file_hash, file_hash, $1 FROM same WHERE was = 'missing'
)
SELECT count(*) FILTER (WHERE was = 'present') AS unchanged, count(*) FILTER (WHERE was <> 'present') AS returned FROM same
