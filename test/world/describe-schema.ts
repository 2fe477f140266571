import type { Session } from "../../src/catalog/session.ts";

/**
 * The schema `public` as text, the same for every PostgreSQL from 13 on (pg_dump's own output differs with its version):
 * tables with columns, constraints, indexes, triggers and functions, in the order of their names.
 */
export async function describeSchema(session: Session): Promise<string> {
  const lines = await session.sql<{ line: string }>(`
    WITH tables AS (
      SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    ), parts AS (
      SELECT relname AS a, 0 AS b, 0 AS c, '' AS d, 'TABLE ' || relname AS line FROM tables
      UNION ALL
      SELECT relname, 1, attnum, '', '    ' || quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
        || coalesce(' COLLATE ' || quote_ident(NULLIF(collname, 'default')), '')
        || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
        || CASE WHEN attidentity <> '' THEN ' IDENTITY' ELSE '' END
        || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
      FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      LEFT JOIN pg_collation ON pg_collation.oid = attcollation
      UNION ALL
      SELECT relname, 2, 0, conname, '    CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
      FROM tables JOIN pg_constraint ON conrelid = tables.oid AND contype <> 'n'
      UNION ALL
      SELECT relname, 3, 0, indexrelid::regclass::text, '    ' || pg_get_indexdef(indexrelid)
      FROM tables JOIN pg_index ON indrelid = tables.oid AND NOT indisprimary
      UNION ALL
      SELECT relname, 4, 0, tgname, '    ' || pg_get_triggerdef(pg_trigger.oid)
      FROM tables JOIN pg_trigger ON tgrelid = tables.oid AND NOT tgisinternal
    )
    SELECT line FROM parts ORDER BY a COLLATE "C", b, c, d COLLATE "C"`);
  return `${lines.map(({ line }) => line).join("\n")}\n`;
}
