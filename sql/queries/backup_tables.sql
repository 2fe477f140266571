-- The catalog's own tables ($1), those that others refer to first, with the statements that write them out and read them in.
-- Columns that PostgreSQL computes are left out.
WITH RECURSIVE ours AS (
    SELECT c.oid, c.relname
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY ($1::text[])
), edges AS (
    SELECT DISTINCT conrelid AS child, confrelid AS parent
    FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
), levels AS (
    SELECT oid, 0 AS level FROM ours
    UNION ALL
    SELECT e.child, l.level + 1 FROM levels l JOIN edges e ON e.parent = l.oid
), listed AS (
    SELECT o.oid, o.relname, (SELECT max(l.level) FROM levels l WHERE l.oid = o.oid) AS level,
           array_agg(a.attname::text ORDER BY a.attnum) AS columns,
           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS quoted
    FROM ours o
    JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY o.oid, o.relname
)
SELECT relname::text AS name, columns,
       format('COPY public.%I (%s) TO STDOUT', relname, quoted) AS "copyOut",
       format('COPY public.%I (%s) FROM STDIN', relname, quoted) AS "copyIn"
FROM listed
ORDER BY level, relname
