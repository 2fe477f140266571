import type { Session } from "../../src/catalog/session.ts";

interface Column extends Record<string, unknown> {
  table: string;
  column: string;
  type: string;
  key: string;
}

interface Reference extends Record<string, unknown> {
  table: string;
  columns: string;
  target: string;
  optional: boolean;
}

/** The database as a Mermaid entity-relationship diagram: tables with their columns, and a line for each foreign key. */
export async function erDiagram(session: Session): Promise<string> {
  const columns = await session.sql<Column>(COLUMNS);
  const references = await session.sql<Reference>(REFERENCES);
  const tables = [...new Set(columns.map(({ table }) => table))];
  const lines = [
    "erDiagram",
    ...references.map(
      ({ table, columns: by, target, optional }) =>
        `    ${target} ${optional ? "|o" : "||"}--o{ ${table} : "${by}"`,
    ),
    ...tables.flatMap((table) => [
      `    ${table} {`,
      ...columns
        .filter((one) => one.table === table)
        .map(({ type, column, key }) => `        ${type} ${column}${key === "" ? "" : ` ${key}`}`),
      "    }",
    ]),
  ];
  return ["```mermaid", ...lines, "```"].join("\n");
}

const COLUMNS = `
  SELECT c.table_name AS table, c.column_name AS column, replace(c.udt_name, '_', 'array_') AS type,
    coalesce((SELECT string_agg(DISTINCT CASE t.constraint_type WHEN 'PRIMARY KEY' THEN 'PK'
          WHEN 'FOREIGN KEY' THEN 'FK' ELSE 'UK' END, ', ')
      FROM information_schema.key_column_usage k
      JOIN information_schema.table_constraints t USING (constraint_schema, constraint_name, table_name)
      WHERE k.table_schema = 'public' AND k.table_name = c.table_name AND k.column_name = c.column_name), '') AS key
  FROM information_schema.columns c
  WHERE c.table_schema = 'public'
  ORDER BY c.table_name, c.ordinal_position`;

const REFERENCES = `
  SELECT r.conrelid::regclass::text AS table, r.confrelid::regclass::text AS target,
    string_agg(a.attname, ', ') AS columns, bool_or(NOT a.attnotnull) AS optional
  FROM pg_constraint r
  JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = ANY (r.conkey)
  WHERE r.contype = 'f' AND r.connamespace = 'public'::regnamespace
  GROUP BY r.oid, r.conrelid, r.confrelid
  ORDER BY 2, 1, 3`;
