-- Whatever DROP SCHEMA public CASCADE takes along, but for what belongs to a thing that is named itself (a table's indexes and
-- rules, an extension's members), with schema and plain name of what has them.
WITH RECURSIVE doomed AS (
    SELECT 'pg_namespace'::regclass::oid AS classid, oid AS objid, 0 AS objsubid
    FROM pg_namespace WHERE nspname = 'public'
    UNION
    SELECT o.classid, o.objid, o.objsubid
    FROM doomed t
    CROSS JOIN LATERAL (
        -- What depends on it …
        SELECT d.classid, d.objid, d.objsubid FROM pg_depend d
        WHERE d.refclassid = t.classid AND d.refobjid = t.objid AND (t.objsubid = 0 OR d.refobjsubid = t.objsubid)
        UNION ALL
        -- … and what it is a part of: the view of a rule, the extension of a function.
        SELECT d.refclassid, d.refobjid, 0 FROM pg_depend d
        WHERE d.classid = t.classid AND d.objid = t.objid AND d.deptype IN ('i', 'e') AND t.objsubid = 0
    ) o
), named AS (
    SELECT t.* FROM doomed t
    WHERE t.classid <> 'pg_namespace'::regclass
        AND NOT EXISTS (SELECT FROM pg_depend d JOIN doomed o ON o.classid = d.refclassid AND o.objid = d.refobjid
            AND (o.objsubid = 0 OR o.objsubid = d.refobjsubid)
            WHERE d.classid = t.classid AND d.objid = t.objid AND d.deptype IN ('a', 'i', 'e')
                AND d.refclassid <> 'pg_namespace'::regclass)
        -- A column goes with its table.
        AND (t.objsubid = 0 OR NOT EXISTS (SELECT FROM doomed o
            WHERE o.classid = t.classid AND o.objid = t.objid AND o.objsubid = 0))
)
SELECT pg_describe_object(classid, objid, objsubid) AS shown, i.schema, plain.name
FROM named
CROSS JOIN LATERAL pg_identify_object(classid, objid, objsubid) i
-- pg_identify_object has no plain name for a function.
CROSS JOIN LATERAL (SELECT coalesce(i.name, (SELECT proname FROM pg_proc p WHERE classid = 'pg_proc'::regclass AND p.oid = objid))
    AS name) plain
ORDER BY i.type, 1
