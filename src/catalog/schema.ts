import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { CatalogError } from "../domain/catalog-error.ts";
import { packageFile } from "../package-file.ts";
import { refuseUnfit, refuseWithoutRight } from "./refuse-unfit.ts";
import type { Session } from "./session.ts";

/** One file of `sql/schema` or `sql/migrations`. */
interface SchemaFile {
  readonly version: string;
  readonly text: string;
  readonly checksum: string;
}

export interface SchemaState {
  readonly applied: readonly { version: string; appliedAt: Date; byOther: boolean }[];
  readonly pending: readonly string[];
}

/** Any number will do, as long as it stays the same: "MUSC". */
const MIGRATION_LOCK = 0x4d555343;

/**
 * Brings the database to this program's schema; what is applied already is left alone. Returns the files it applied.
 * Two migrators at once: the second waits for the first.
 */
export async function migrate(session: Session): Promise<string[]> {
  await refuseUnfit(session);
  if ((await readSchemaState(session)).pending.length === 0) return [];
  await session.sql("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    await prepare(session);
    const { pending } = await readSchemaState(session);
    for (const file of schemaFiles().filter(({ version }) => pending.includes(version)))
      await apply(session, file);
    return [...pending];
  } finally {
    await session.sql("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => undefined);
  }
}

/** What is applied and what is not. Refuses a file that was edited after it was applied. */
export async function readSchemaState(session: Session): Promise<SchemaState> {
  const files = schemaFiles();
  const [exists] = await session.sql<{ found: boolean }>(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS found",
  );
  if (exists?.found !== true) return { applied: [], pending: files.map(({ version }) => version) };
  // to_jsonb: the workstation's own table has no checksum column.
  const rows = await session.sql<{ version: string; applied_at: Date; checksum: string | null }>(
    "SELECT version::text, applied_at, to_jsonb(m) ->> 'checksum' AS checksum FROM schema_migrations m ORDER BY version::text COLLATE \"C\"",
  );
  for (const { version, checksum } of rows) {
    const file = files.find((one) => one.version === version);
    if (file !== undefined && checksum !== null && checksum !== file.checksum) {
      throw new CatalogError(
        "migration-edited",
        `sql file ${version} was edited after this database applied it: restore the file, and put the change into a new migration`,
      );
    }
  }
  const done = new Set(rows.map(({ version }) => version));
  return {
    applied: rows.map((row) => ({
      version: row.version,
      appliedAt: row.applied_at,
      byOther: row.checksum === null,
    })),
    pending: files.filter(({ version }) => !done.has(version)).map(({ version }) => version),
  };
}

/** Drops the schema `public` with all that is in it, songs too, and makes it anew. The caller has asked. */
export async function resetSchema(session: Session): Promise<void> {
  await session.transaction(async () => {
    await session.sql("DROP SCHEMA IF EXISTS public CASCADE");
    await session.sql("CREATE SCHEMA public");
  });
  await migrate(session);
}

/** Tables of another program in `public` are never built upon; those of the workstation's own helper are. */
async function prepare(session: Session): Promise<void> {
  const rows = await session.sql<{ name: string; columns: string[] }>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     GROUP BY c.relname ORDER BY c.relname`,
  );
  const register = rows.find(({ name }) => name === "schema_migrations");
  const registered =
    register?.columns.includes("version") === true && register.columns.includes("applied_at");
  const assets = rows.find(({ name }) => name === "assets");
  const ours = registered && (assets === undefined || assets.columns.includes("file_path"));
  if (rows.length > 0 && !ours) {
    const names = rows.slice(0, 3).map(({ name }) => name);
    throw new CatalogError(
      "database-foreign-schema",
      `${session.address.shownAs} holds tables of another program (${names.join(", ")}${rows.length > 3 ? ", …" : ""}): ` +
        "give the catalog a database of its own (createdb) and name it in dbConnectionString",
    );
  }
  await refuseWithoutRight(session);
  await session.sql(
    "CREATE TABLE IF NOT EXISTS schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now(), checksum TEXT)",
  );
  await session.sql("ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS checksum TEXT");
  // Not every role may create extensions, and gen_random_uuid() is built in: `doctor` tells, nobody fails.
  await session.sql("CREATE EXTENSION IF NOT EXISTS pgcrypto").catch(() => undefined);
}

async function apply(session: Session, file: SchemaFile): Promise<void> {
  try {
    await session.transaction(async () => {
      await session.sql(file.text);
      await session.sql("INSERT INTO schema_migrations (version, checksum) VALUES ($1, $2)", [
        file.version,
        file.checksum,
      ]);
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new CatalogError("migration-failed", `sql file ${file.version} could not be applied: ${said}`, {
      cause: error,
    });
  }
}

/** In the order of their numbers, which run through both folders. */
function schemaFiles(): SchemaFile[] {
  const files = ["sql/schema", "sql/migrations"].flatMap((folder) =>
    readdirSync(packageFile(folder))
      .filter((name) => name.endsWith(".sql"))
      .sort()
      .map((version) => {
        const text = readFileSync(packageFile(`${folder}/${version}`), "utf8");
        // A checkout on Windows may have other line ends; that is no edit.
        const checksum = createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
        return { version, text, checksum };
      }),
  );
  return files;
}
