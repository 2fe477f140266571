-- Loose rows whose content arrived somewhere ($1 when the pass began): a row that was missing, or whose path is gone or
-- holds other content. Rows that another pass wrote since then are left to it; a time yet to come is that of a clock which was put back since.
INSERT INTO pass_loose (asset_id, file_hash, path, path_gone, was_missing)
SELECT a.id, a.file_hash, coalesce(a.file_path, a.last_path, ''),
    NOT EXISTS (SELECT FROM pass_changes c WHERE c.path = a.file_path), a.state = 'missing'
FROM (SELECT DISTINCT v.file_hash FROM pass_arrivals v WHERE v.kind = 'arrival' AND v.size_bytes > 0) t
-- Content by content, by the index on hashes (OFFSET keeps the planner to that).
CROSS JOIN LATERAL (SELECT k.* FROM assets k WHERE k.file_hash = t.file_hash OFFSET 0) a
WHERE NOT EXISTS (SELECT FROM pass_arrivals v WHERE v.row_id = a.id AND v.kind IN ('same', 'in-place'))
    AND NOT EXISTS (SELECT FROM pass_looked_at k WHERE k.asset_id = a.id)
    AND (a.state = 'missing'
        OR EXISTS (SELECT FROM pass_arrivals v WHERE v.row_id = a.id AND v.kind = 'arrival')
        OR ((a.written_at < $1 OR a.written_at > clock_timestamp()) AND EXISTS (SELECT FROM pass_vanished g WHERE g.asset_id = a.id AND g.gone)))
