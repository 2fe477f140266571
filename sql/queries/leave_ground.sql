-- What this pass learnt about ground that other passes took over ($1 from, $2 to, $3 with all below it) is void.
WITH ground AS (
    SELECT f COLLATE "C" AS from_path, t COLLATE "C" AS to_path, d AS deep, length(f) AS prefix, right(f, 1) AS separator
    FROM unnest($1::text[], $2::text[], $3::boolean[]) AS s (f, t, d)
), entries AS (
    DELETE FROM pass_entries e USING ground g WHERE e.path >= g.from_path AND e.path < g.to_path
        AND (g.deep OR strpos(substr(e.path, g.prefix + 1), g.separator) = 0)
), changes AS (
    DELETE FROM pass_changes c USING ground g WHERE c.path >= g.from_path AND c.path < g.to_path
        AND (g.deep OR strpos(substr(c.path, g.prefix + 1), g.separator) = 0)
)
DELETE FROM pass_vanished v USING ground g WHERE v.path >= g.from_path AND v.path < g.to_path AND NOT v.outside
    AND (g.deep OR strpos(substr(v.path, g.prefix + 1), g.separator) = 0)
