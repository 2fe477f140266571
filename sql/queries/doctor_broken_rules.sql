-- Constraints that were taken over NOT VALID, each with the statement that counts the rows which break it.
SELECT c.conrelid::regclass::text AS "tableName", c.conname AS rule, pg_get_constraintdef(c.oid) AS says,
       CASE c.contype
           WHEN 'c' THEN format('SELECT count(*) AS broken FROM %s WHERE NOT (%s)',
                                c.conrelid::regclass, pg_get_expr(c.conbin, c.conrelid))
           ELSE format('SELECT count(*) AS broken FROM %s a WHERE a.%I IS NOT NULL AND NOT EXISTS (SELECT FROM %s b WHERE b.%I = a.%I)',
                       c.conrelid::regclass, own.attname, c.confrelid::regclass, other.attname, own.attname)
       END AS "countStatement"
FROM pg_constraint c
LEFT JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = c.conkey[1]
LEFT JOIN pg_attribute other ON other.attrelid = c.confrelid AND other.attnum = c.confkey[1]
WHERE NOT c.convalidated AND c.contype IN ('c', 'f') AND c.connamespace = 'public'::regnamespace
ORDER BY 1, 2
