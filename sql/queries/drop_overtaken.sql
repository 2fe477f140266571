-- What this pass read, and another pass that ran beside it read later ($1 when this pass began): the younger row stands.
DELETE FROM pass_changes c
USING scan_readings r
CROSS JOIN LATERAL (SELECT a.written_at FROM assets a WHERE a.file_path = r.file_path OFFSET 0) k
WHERE r.file_path = c.path AND k.written_at > r.read_at AND k.written_at >= $1
