import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { packageFile } from "../../src/package-file.ts";
import { withDatabase } from "../world/database.ts";

const TABLES = {
  ProjectRow: "projects",
  TrackRow: "tracks",
  ClipRow: "clips",
  AssetRow: "assets",
  RenderJobRow: "render_jobs",
  RenderNodeRow: "render_nodes",
  RenderEdgeRow: "render_edges",
  RenderArtifactRow: "render_artifacts",
  AnalysisCacheRow: "analysis_cache",
} as const;

/** How a session gives each type of the database. */
const TYPES: Readonly<Record<string, string>> = {
  uuid: "string",
  text: "string",
  int4: "number",
  int8: "bigint",
  float4: "number",
  bool: "boolean",
  timestamp: "Date",
  timestamptz: "Date",
};
/** What is known of JSON columns is no matter of the schema. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  "assets.metadata": "AssetMetadata",
  "analysis_cache.result_json": "unknown",
};

/** Each interface of rows.ts, as its fields say: `name: type`. */
function declared(): Record<string, string[]> {
  const source = readFileSync(packageFile("src/domain/rows.ts"), "utf8");
  const interfaces = [...source.matchAll(/^export interface (\w+) \{\n([^]*?)^\}/gm)];
  return Object.fromEntries(
    interfaces.map(([, name = "", body = ""]) => [
      name,
      [...body.matchAll(/^ {2}readonly (\w+: [^;]+);$/gm)].map(([, field = ""]) => field),
    ]),
  );
}

interface Column extends Record<string, unknown> {
  name: string;
  type: string;
  nullable: boolean;
  /** The words that a CHECK allows. */
  words: string | null;
}

async function inDatabase(session: Session, table: string): Promise<string[]> {
  const columns = await session.sql<Column>(
    `SELECT column_name AS name, udt_name AS type, is_nullable = 'YES' AS nullable,
       (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
        WHERE k.conrelid = c.table_name::regclass AND k.contype = 'c'
          AND pg_get_constraintdef(k.oid) LIKE 'CHECK ((' || c.column_name || ' = ANY (ARRAY[%') AS words
     FROM information_schema.columns c WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  return columns.map(({ name, type, nullable, words }) => {
    const union = [...(words ?? "").matchAll(/'([^']+)'/g)].map(([, word]) => `"${word}"`).join(" | ");
    const plain = type === "jsonb" ? JSON_TYPES[`${table}.${name}`] : TYPES[type];
    return `${name}: ${union || plain}${nullable ? " | null" : ""}`;
  });
}

test("every row type has its table's columns, in their order, with their types", async () => {
  await withDatabase(({ address }) =>
    withSession(address, async (session) => {
      const expected: Record<string, string[]> = {};
      for (const [name, table] of Object.entries(TABLES)) expected[name] = await inDatabase(session, table);
      expect(declared()).toEqual(expected);
    }),
  );
});
