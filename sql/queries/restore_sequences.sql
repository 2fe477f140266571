-- Statements that let each sequence of the schema go on after the highest number in its column.
SELECT format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM public.%I), FALSE)',
              pg_get_serial_sequence(format('public.%I', c.relname), a.attname), a.attname, c.relname) AS statement
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND pg_get_serial_sequence(format('public.%I', c.relname), a.attname) IS NOT NULL
ORDER BY c.relname
