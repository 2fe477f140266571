-- Assets that lie below a folder, or lay there when they were last seen, and that no clip uses: counted, and deleted if $4.
-- Analyses and events go with them.
--
-- $1, $2 paths from … up to; $3 the library whose folder it is, or NULL; $4 whether to delete; $5 libraries that are left alone
WITH below AS (
    SELECT id FROM assets WHERE file_path >= $1 AND file_path < $2 AND (library_id = ANY ($5::bigint[])) IS NOT TRUE
    UNION
    SELECT id FROM assets WHERE state = 'missing' AND file_path IS NULL
        AND ((last_path >= $1 AND last_path < $2) OR library_id = $3) AND (library_id = ANY ($5::bigint[])) IS NOT TRUE
), judged AS (
    SELECT id, EXISTS (SELECT FROM clips c WHERE c.asset_id = below.id) AS used FROM below
), deleted AS (
    DELETE FROM assets a USING judged j WHERE $4::boolean AND a.id = j.id AND NOT j.used
)
SELECT count(*) FILTER (WHERE NOT used) AS forgotten, count(*) FILTER (WHERE used) AS kept FROM judged
