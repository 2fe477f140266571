-- Every reading of this pass has been used; older ones of its folders ($1 library, $2 when the pass began) are stale. Younger ones are
-- another pass's, or wait for the next one.
WITH solved AS (
    DELETE FROM scan_problems p USING pass_arrivals v WHERE p.file_path = v.path
)
DELETE FROM scan_readings r
WHERE EXISTS (SELECT FROM pass_arrivals v WHERE v.path = r.file_path)
    OR (r.library_id = $1 AND r.read_at < $2 AND EXISTS (SELECT FROM pass_scope s
        WHERE s.deep AND is_in_scope(r.file_path, s.from_path, s.to_path, s.prefix_length, s.deep)))
