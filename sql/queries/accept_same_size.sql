-- A library that was restored, copied back or moved to another time zone: a sample was read and was all as it had been.
-- The rest keeps its hash, and its old time of verification.
WITH accepted AS (
    UPDATE assets a SET mtime_ns = c.mtime_ns, ctime_ns = c.ctime_ns, device = c.device, inode = c.inode,
        birth_ns = c.birth_ns, written_at = now()
    FROM pass_changes c
    WHERE c.verdict = 'changed' AND c.same_size AND a.id = c.asset_id AND a.state = 'present'
        AND a.file_hash IS NOT NULL AND NOT a.read_again
    RETURNING c.n
), settled AS (
    DELETE FROM pass_changes c USING accepted d WHERE c.n = d.n
)
SELECT count(*) AS accepted FROM accepted
