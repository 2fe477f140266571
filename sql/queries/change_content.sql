-- Rule 3, and files edited in place: the row at the path keeps its id with the new content, and what was computed from
-- the old content goes, or to another asset that has it ($1 pass).
WITH changing AS (
    SELECT a.id, a.file_hash AS old_hash, r.* FROM pass_arrivals v
    JOIN assets a ON a.file_path = v.path AND a.id = v.row_id
    JOIN scan_readings r ON r.file_path = v.path
    WHERE v.kind = 'in-place' OR (v.kind = 'arrival'
        AND NOT EXISTS (SELECT FROM pass_pairs p WHERE p.to_path = v.path)
        AND NOT EXISTS (SELECT FROM pass_pairs p WHERE p.asset_id = v.row_id))
), handed_over AS (
    -- Another asset has the old content still.
    UPDATE analysis_cache k SET asset_id = heir.id
    FROM changing c CROSS JOIN LATERAL (
        SELECT o.id FROM assets o WHERE o.file_hash = c.old_hash AND o.id NOT IN (SELECT id FROM changing) LIMIT 1) heir
    WHERE k.asset_id = c.id AND k.file_hash = c.old_hash AND k.file_hash IS DISTINCT FROM c.file_hash
    RETURNING k.id
), forgotten AS (
    DELETE FROM analysis_cache k USING changing c WHERE k.asset_id = c.id AND k.file_hash IS DISTINCT FROM c.file_hash
        AND k.id NOT IN (SELECT id FROM handed_over)
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, to_path, from_hash, to_hash, pass_id)
    SELECT id, 'changed', file_path, file_path, old_hash, file_hash, $1 FROM changing
), changed AS (
    UPDATE assets a SET file_hash = c.file_hash, duration = c.duration, sample_rate = c.sample_rate,
        channels = c.channels, metadata = c.metadata, last_scanned = coalesce(c.verified_at, c.read_at), verified_at = coalesce(c.verified_at, c.read_at),
        size_bytes = c.size_bytes, mtime_ns = c.mtime_ns, ctime_ns = c.ctime_ns, device = c.device, inode = c.inode,
        birth_ns = c.birth_ns, reader_version = c.reader_version, read_again = c.read_again,
        library_id = c.library_id, written_at = now(), state = 'present',
        state_since = CASE WHEN a.state = 'present' THEN a.state_since ELSE now() END
    FROM changing c WHERE a.id = c.id
    RETURNING a.id
)
SELECT count(*) AS changed FROM changed
