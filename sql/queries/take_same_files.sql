-- What is known of a file under its old path is its reading under the new one ($1 library). It was not read: the time of its
-- verification stays.
WITH known AS (
    SELECT DISTINCT ON (s.n) s.n, s.asset_id, s.musical FROM pass_same_files s ORDER BY s.n, s.asset_id
), taken AS (
    INSERT INTO scan_readings (file_path, library_id, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, file_hash,
        duration, sample_rate, channels, metadata, reader_version, read_again, read_at, verified_at)
    SELECT c.path, $1, c.size_bytes, c.mtime_ns, c.ctime_ns, c.device, c.inode, c.birth_ns, a.file_hash,
        a.duration, a.sample_rate, a.channels,
        CASE WHEN k.musical IS NULL THEN a.metadata ELSE (a.metadata - '{tempo,key}'::text[]) || k.musical END,
        a.reader_version, FALSE, now(), coalesce(a.verified_at, a.last_scanned)
    FROM known k
    CROSS JOIN LATERAL (SELECT * FROM pass_changes p WHERE p.n = k.n OFFSET 0) c
    CROSS JOIN LATERAL (SELECT * FROM assets p WHERE p.id = k.asset_id OFFSET 0) a
    ON CONFLICT (file_path) DO UPDATE SET library_id = EXCLUDED.library_id, size_bytes = EXCLUDED.size_bytes,
        mtime_ns = EXCLUDED.mtime_ns, ctime_ns = EXCLUDED.ctime_ns, device = EXCLUDED.device, inode = EXCLUDED.inode,
        birth_ns = EXCLUDED.birth_ns, file_hash = EXCLUDED.file_hash, duration = EXCLUDED.duration,
        sample_rate = EXCLUDED.sample_rate, channels = EXCLUDED.channels, metadata = EXCLUDED.metadata,
        reader_version = EXCLUDED.reader_version, read_again = EXCLUDED.read_again, read_at = EXCLUDED.read_at,
        verified_at = EXCLUDED.verified_at
)
UPDATE pass_changes c SET has_reading = TRUE, same_size = FALSE FROM known k WHERE c.n = k.n
