-- Problems of this pass's ground ($1 library, $2 when the pass began, $3 codes of content problems) that it did not
-- meet again are over. Those of content, and damage (only --verify looks for that), stay while the file is as it was when
-- it failed; a reading that shows otherwise has ended them already. Those below an unseen folder stay because nobody
-- looked. Returns what is left.
WITH ground AS (
    SELECT p.file_path FROM scan_problems p
    WHERE p.library_id = $1 AND EXISTS (SELECT FROM pass_scope s
        WHERE (p.file_path >= s.from_path AND p.file_path < s.to_path
            AND (s.deep OR strpos(substr(p.file_path, s.prefix_length + 1), right(s.from_path, 1)) = 0))
            OR p.file_path = left(s.from_path, s.prefix_length - 1)
            -- A folder above that can't be entered hides the ground as well.
            OR starts_with(s.from_path, p.file_path || right(s.from_path, 1)))
), over AS (
    DELETE FROM scan_problems p USING ground g
    WHERE p.file_path = g.file_path AND (p.last_seen < $2 OR p.last_seen > clock_timestamp())
        AND NOT ((p.code = ANY ($3::text[]) OR p.code = 'content-damaged') AND EXISTS (SELECT FROM pass_entries e
            WHERE e.path = p.file_path AND e.size_bytes = p.size_bytes AND e.mtime_ns = p.mtime_ns))
        AND NOT EXISTS (SELECT FROM pass_unreached u WHERE p.file_path >= u.from_path AND p.file_path < u.to_path)
    RETURNING p.file_path
)
SELECT (SELECT count(*) FROM ground) - (SELECT count(*) FROM over) AS problems
