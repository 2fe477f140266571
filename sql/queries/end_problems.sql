-- Problems of this pass's ground ($1 library, $2 when the pass began, $3 codes of content problems) that it did not
-- meet again are over. Those of content, and damage (only --verify looks for that), stay while the file is as it was when
-- it failed; a reading that shows otherwise has ended them already. Those below an unseen folder stay because nobody
-- looked. Returns what is left, and how much of that another look may end ($4: codes that only another file or name ends).
WITH ground AS (
    -- Scope by scope, each by the index on paths: a folder's pass must not cost what its library has.
    SELECT p.file_path FROM pass_scope s
    CROSS JOIN LATERAL (SELECT k.file_path FROM scan_problems k
        WHERE is_in_scope(k.file_path, s.from_path, s.to_path, s.prefix_length, s.deep) AND k.library_id = $1
        OFFSET 0) p
    UNION
    -- The folder itself, and those above: one that can't be entered hides the ground as well.
    SELECT p.file_path
    FROM (SELECT DISTINCT left(s.from_path, n - 1) AS path FROM pass_scope s, generate_series(1, s.prefix_length) AS n
        WHERE substr(s.from_path, n, 1) = right(s.from_path, 1)) above
    CROSS JOIN LATERAL (SELECT k.file_path FROM scan_problems k
        WHERE k.file_path = above.path AND k.library_id = $1 OFFSET 0) p
), over AS (
    DELETE FROM scan_problems p USING ground g
    WHERE p.file_path = g.file_path AND (p.last_seen < $2 OR p.last_seen > clock_timestamp())
        AND NOT ((p.code = ANY ($3::text[]) OR p.code = 'content-damaged') AND EXISTS (SELECT FROM pass_entries e
            WHERE e.path = p.file_path AND e.size_bytes = p.size_bytes AND e.mtime_ns = p.mtime_ns))
        AND (SELECT u.to_path FROM pass_unreached u WHERE u.from_path <= p.file_path ORDER BY u.from_path DESC LIMIT 1)
            > p.file_path IS NOT TRUE
    RETURNING p.file_path
)
SELECT (SELECT count(*) FROM ground) - (SELECT count(*) FROM over) AS problems,
    (SELECT count(*) FROM ground g JOIN scan_problems p ON p.file_path = g.file_path
     WHERE p.code <> ALL ($4::text[]) AND NOT EXISTS (SELECT FROM over o WHERE o.file_path = g.file_path)) AS retried
