-- Every path below the old folder ($1 with its separator, up to $3) lies below the new one ($2 with its own); each id's history says so.
WITH moved AS (
    UPDATE assets a SET file_path = $2 || substr(a.file_path, length($1) + 1), written_at = now()
    WHERE a.file_path >= $1 AND a.file_path < $3
    RETURNING a.id, a.file_path, a.file_hash, a.state
), told AS (
    INSERT INTO asset_events (asset_id, type, from_path, to_path, from_hash, to_hash)
    SELECT id, 'moved', $1 || substr(file_path, length($2) + 1), file_path, file_hash, file_hash
    FROM moved WHERE state = 'present'
)
SELECT count(*) AS moved FROM moved
