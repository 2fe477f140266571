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
