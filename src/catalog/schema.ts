import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { CatalogError } from "../domain/catalog-error.ts";
import { packageFile } from "../package-file.ts";
import { refuseOtherSchema, refuseUnfit, refuseWithoutRight } from "./refuse-unfit.ts";
import type { Row, Session } from "./session.ts";

/** One file of `sql/schema` or `sql/migrations`. */
interface SchemaFile {
  readonly version: string;
  readonly text: string;
  readonly checksum: string;
}

export interface SchemaState {
  readonly applied: readonly { version: string; appliedAt: Date; byOther: boolean }[];
  readonly pending: readonly string[];
  /** Applied by a newer version of this program. */
  readonly newer: readonly string[];
  /** Applied, and not in this installation, although it is no older. */
  readonly absent: readonly string[];
  /** Edited after this database applied them. */
  readonly edited: readonly string[];
}

/** Any number will do, as long as it stays the same: "MUSC". */
const MIGRATION_LOCK = 0x4d555343;

export interface SchemaPart {
  /** These files and no others: the schema as an older version of this program made it. */
  readonly only?: readonly string[];
}

/**
 * Brings the database to this program's schema; what is applied already is left alone. Returns the files it applied.
 * Two migrators at once: the second waits for the first.
 */
export async function migrate(session: Session, { only }: SchemaPart = {}): Promise<string[]> {
  await refuseUnfit(session);
  if ((await refuseStrangeSchema(session)).pending.length === 0) return [];
  await session.sql("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    await prepare(session);
    const { pending } = await refuseStrangeSchema(session);
    const due = pending.filter((version) => only?.includes(version) !== false);
    for (const file of schemaFiles().filter(({ version }) => due.includes(version)))
      await apply(session, file);
    return due;
  } finally {
    await session.sql("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => undefined);
  }
}

/** What is applied, what is not, and what this program would not have applied so. */
export async function readSchemaState(session: Session): Promise<SchemaState> {
  const files = schemaFiles();
  const rows = await readApplied(session);
  const ours = (version: string): SchemaFile | undefined => files.find((file) => file.version === version);
  // A row without a checksum is of the workstation's own helper.
  const strange = rows.filter(({ version, checksum }) => checksum !== null && ours(version) === undefined);
  const last = numberOf(files.at(-1)?.version ?? "");
  const done = new Set(rows.map(({ version }) => version));
  return {
    applied: rows.map((row) => ({
      version: row.version,
      appliedAt: row.applied_at,
      byOther: row.checksum === null,
    })),
    pending: files.filter(({ version }) => !done.has(version)).map(({ version }) => version),
    newer: strange.map(({ version }) => version).filter((version) => numberOf(version) > last),
    absent: strange.map(({ version }) => version).filter((version) => !(numberOf(version) > last)),
    edited: rows
      .filter(({ version, checksum }) => checksum !== null && ours(version)?.checksum !== checksum)
      .map(({ version }) => version)
      .filter((version) => ours(version) !== undefined),
  };
}

/** Throws for a schema that a newer version of this program made, and for one whose files are not as they were applied. */
export async function refuseStrangeSchema(session: Session): Promise<SchemaState> {
  const state = await readSchemaState(session);
  const { shownAs } = session.address;
  const [newer] = state.newer;
  if (newer !== undefined) {
    throw new CatalogError(
      "schema-newer",
      `a newer version of this program made the schema of ${shownAs} (${newer}): update musaic-catalog on this machine`,
    );
  }
  const [absent] = state.absent;
  if (absent !== undefined) {
    throw new CatalogError(
      "migration-edited",
      `sql file ${absent}, which ${shownAs} applied, is not in this installation: install musaic-catalog anew, in the version that made the schema or a newer one`,
    );
  }
  const [edited] = state.edited;
  if (edited !== undefined) {
    throw new CatalogError(
      "migration-edited",
      `sql file ${edited} was edited after this database applied it: restore the file, and put the change into a new migration`,
    );
  }
  return state;
}

/** The same for a newer version alone, and cheap: it may have come while a service was following folders. */
export async function refuseNewerSchema(session: Session): Promise<void> {
  const [last] = await session.sql<{ version: string | null }>(
    "SELECT max(version::text COLLATE \"C\") AS version FROM schema_migrations m WHERE to_jsonb(m) ->> 'checksum' IS NOT NULL",
  );
  const known = readdirSync(packageFile("sql/migrations")).sort().at(-1) ?? "";
  if (last?.version != null && numberOf(last.version) > numberOf(known)) await refuseStrangeSchema(session);
}

interface AppliedRow extends Row {
  version: string;
  applied_at: Date;
  checksum: string | null;
}

async function readApplied(session: Session): Promise<AppliedRow[]> {
  const [exists] = await session.sql<{ found: boolean }>(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS found",
  );
  if (exists?.found !== true) return [];
  // to_jsonb: the workstation's own table has no checksum column.
  return session.sql<AppliedRow>(
    "SELECT version::text, applied_at, to_jsonb(m) ->> 'checksum' AS checksum FROM schema_migrations m ORDER BY version::text COLLATE \"C\"",
  );
}

/** 8 of `008_reading_and_deciding.sql`; NaN where a name has none. */
function numberOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** Drops the schema `public` with all that is in it, songs too, and makes it anew. The caller has asked. */
export async function resetSchema(session: Session, part: SchemaPart = {}): Promise<void> {
  if ((await readSchemaState(session)).newer.length > 0) await refuseStrangeSchema(session);
  await session.transaction(async () => {
    const grants = await session.sql<{ grant: string }>(SCHEMA_GRANTS);
    await session.sql("DROP SCHEMA IF EXISTS public CASCADE");
    await session.sql("CREATE SCHEMA public");
    for (const { grant } of grants) await session.sql(grant);
  });
  await migrate(session, part);
}

/** Who may use the schema itself may do so afterwards: from PostgreSQL 15 on a new one is its maker's alone. */
const SCHEMA_GRANTS = `SELECT DISTINCT format('GRANT %s ON SCHEMA public TO %s%s', g.privilege_type,
    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS grant
  FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) g WHERE n.nspname = 'public' AND g.grantee <> n.nspowner`;

/** Tables of another program in `public` are never built upon; those of the workstation's own helper are. */
async function prepare(session: Session): Promise<void> {
  const rows = await session.sql<{ name: string; columns: string[] }>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
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
  if (register === undefined) await refuseOtherSchema(session);
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

export function schemaVersions(): string[] {
  return schemaFiles().map(({ version }) => version);
}

/** What these files make: tables, functions, views, types and sequences. */
export function namesInSchemaFiles(): string[] {
  const made =
    /^CREATE (?:OR REPLACE )?(?:UNLOGGED )?(?:TABLE|FUNCTION|VIEW|MATERIALIZED VIEW|TYPE|SEQUENCE)(?: IF NOT EXISTS)? (\w+)/gim;
  return [
    "schema_migrations",
    ...schemaFiles().flatMap(({ text }) => [...text.matchAll(made)].map(([, name = ""]) => name)),
  ];
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
