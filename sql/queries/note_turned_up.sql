-- Contents that this pass read. Each is asked for once, by its number.
INSERT INTO pass_turned_up (file_hash)
SELECT DISTINCT r.file_hash FROM pass_changes c
CROSS JOIN LATERAL (SELECT k.file_hash, k.size_bytes FROM scan_readings k WHERE k.file_path = c.path OFFSET 0) r
WHERE r.size_bytes > 0
ON CONFLICT (file_hash) DO NOTHING
