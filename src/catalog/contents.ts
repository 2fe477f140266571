import { namesInSchemaFiles } from "./schema.ts";
import { endDeadPasses, type RunningPassOf, type ProcessIdentity } from "./running-passes.ts";
import type { Row, Session } from "./session.ts";

/** Statements, not names: no SQL of ours is put together from parts. */
const COUNTS = {
  projects: "SELECT count(*) AS rows FROM projects",
  tracks: "SELECT count(*) AS rows FROM tracks",
  clips: "SELECT count(*) AS rows FROM clips",
  assets: "SELECT count(*) AS rows FROM assets",
  render_jobs: "SELECT count(*) AS rows FROM render_jobs",
  analysis_cache: "SELECT count(*) AS rows FROM analysis_cache",
};

/** What a reset would wipe: the tables that hold something. */
export async function countContents(session: Session): Promise<{ name: string; rows: bigint }[]> {
  const counts: { name: string; rows: bigint }[] = [];
  for (const [name, count] of Object.entries(COUNTS)) {
    const [table] = await session.sql<{ found: boolean }>(
      "SELECT to_regclass('public.' || $1) IS NOT NULL AS found",
      [name],
    );
    if (table?.found !== true) continue;
    const [row] = await session.sql<{ rows: bigint }>(count);
    if (row !== undefined && row.rows > 0n) counts.push({ name: name.replace("_", " "), rows: row.rows });
  }
  return counts;
}

/**
 * What a reset drops with the schema `public` that is not the catalog's own: other programs' tables, functions, types and
 * extensions, what hangs on them in other schemas, and rights that were granted on tables.
 */
export async function otherContents(session: Session): Promise<string[]> {
  const ours = new Set(namesInSchemaFiles());
  const objects = await session.run<{ shown: string; name: string | null; schema: string | null }>(
    "reset_objects",
  );
  const grants = await session.sql<{ grantee: string }>(
    `SELECT DISTINCT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END AS grantee
     FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
     WHERE c.relnamespace = to_regnamespace('public') AND g.grantee <> c.relowner
     ORDER BY 1`,
  );
  return [
    ...objects
      .filter(({ schema, name }) => !(schema === "public" && name !== null && ours.has(name)))
      .map(({ shown }) => shown),
    ...grants.map(({ grantee }) => `what was granted to ${grantee}`),
  ];
}

/** The pass that is running now, if there is one. */
export async function runningPass(session: Session, process: ProcessIdentity): Promise<RunningPassOf | null> {
  const [table] = await session.sql<{ found: boolean }>(
    "SELECT to_regclass('public.passes') IS NOT NULL AS found",
  );
  if (table?.found !== true) return null;
  await endDeadPasses(session, process);
  const [holder] = await session.sql<RunningPassOf & Row>(
    `SELECT l.path AS "libraryPath", p.command, p.machine_name AS "machineName", p.pid, p.started_at AS since
     FROM passes p JOIN libraries l ON l.id = p.library_id WHERE p.finished_at IS NULL LIMIT 1`,
  );
  return holder ?? null;
}
