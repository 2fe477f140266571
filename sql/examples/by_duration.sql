-- One-shots of less than a quarter of a second.
SELECT file_path, duration FROM assets WHERE state = 'present' AND duration < 0.25 ORDER BY duration LIMIT 50
