-- Rule 4: other arrivals are new rows.
WITH added AS (
    INSERT INTO assets (file_path, file_hash, duration, sample_rate, channels, metadata, last_scanned, library_id,
        size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, reader_version, verified_at, read_again)
    SELECT r.file_path, r.file_hash, r.duration, r.sample_rate, r.channels, r.metadata, coalesce(r.verified_at, r.read_at), r.library_id,
        r.size_bytes, r.mtime_ns, r.ctime_ns, r.device, r.inode, r.birth_ns, r.reader_version, coalesce(r.verified_at, r.read_at), r.read_again
    FROM pass_arrivals v
    JOIN scan_readings r ON r.file_path = v.path
    WHERE v.kind = 'arrival' AND NOT EXISTS (SELECT FROM assets a WHERE a.file_path = v.path)
    RETURNING id
)
SELECT count(*) AS added FROM added
