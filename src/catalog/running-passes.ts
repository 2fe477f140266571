import { refuseNewerSchema } from "./schema.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import type { PassCounts, PassStatus } from "../domain/pass-status.ts";
import type { Row, Session } from "./session.ts";

/** Which process this is, and how to tell whether another one on this machine still lives. */
export interface ProcessIdentity {
  readonly machineId: string;
  readonly machineName: string;
  readonly pid: number;
  readonly processMark: string;
  /** Null where it can't be told (another machine, another container). */
  isAlive(pid: number, processMark: string): boolean | null;
}

/** A pass as the catalog knows it: its row in `passes`. */
export interface PassRecord {
  readonly id: bigint;
  readonly startedAt: Date;
}

/** The pass that is in the way of another one. */
export interface RunningPassOf {
  readonly libraryPath: string;
  readonly command: string;
  readonly machineName: string;
  readonly pid: number;
  readonly since: Date;
}

/** Any number, as long as it stays the same: "MUSD". */
const CLAIM_LOCK = 0x4d555344;

/** Notes that a pass begins. It has no right to anything yet: any number of passes read at once. */
export async function beginPass(
  session: Session,
  request: {
    libraryId: bigint;
    folders: readonly string[] | null;
    command: string;
    process: ProcessIdentity;
  },
): Promise<PassRecord> {
  const { libraryId, folders, command, process } = request;
  await refuseNewerSchema(session);
  const [pass] = await session.sql<{ id: bigint; started_at: Date }>(
    `INSERT INTO passes (library_id, folders, command, machine_id, machine_name, pid, process_mark, started_at, heartbeat_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp()) RETURNING id, started_at`,
    [libraryId, folders, command, process.machineId, process.machineName, process.pid, process.processMark],
  );
  if (pass === undefined) throw new Error("INSERT … RETURNING gives a row");
  return { id: pass.id, startedAt: pass.started_at };
}

/**
 * Claims the right to decide. One pass at a time decides over a library, over those above and those below it. A claim ends
 * with its pass; that of a process that is gone, or that was silent for 15 s without a statement under way, is ended by
 * whoever wants it. Returns null, or who has it.
 */
export async function claimDecision(
  session: Session,
  { id }: PassRecord,
  process: ProcessIdentity,
): Promise<RunningPassOf | null> {
  return session.transaction(async () => {
    await lockClaims(session, process);
    const [other] = await session.run<RunningPassOf & Row>("find_deciding_pass", [id]);
    if (other !== undefined) return other;
    // A pass that was taken for dead while it read has lost nothing, and goes on.
    await session.sql(
      `UPDATE passes SET deciding_since = clock_timestamp(), heartbeat_at = clock_timestamp(), finished_at = NULL, status = 'running'
       WHERE id = $1`,
      [id],
    );
    return null;
  });
}

/** Until the end of the transaction no pass begins to decide. Passes that are dead have been ended. */
export async function lockClaims(session: Session, process: ProcessIdentity): Promise<void> {
  await session.sql("SELECT pg_advisory_xact_lock($1)", [CLAIM_LOCK]);
  await endDeadPasses(session, process);
}

/**
 * Ends passes whose process is gone, or that were silent for 15 s. A pass that is in the middle of a statement holds its
 * row's lock and is alive by that, however long the statement takes: the same statement asks for the lock.
 */
export async function endDeadPasses(session: Session, process: ProcessIdentity): Promise<void> {
  const running = await session.sql<{ id: bigint; pid: number; mark: string; here: boolean }>(
    `SELECT id, pid, process_mark AS mark, machine_id = $1 AS here FROM passes WHERE finished_at IS NULL`,
    [process.machineId],
  );
  const gone = running.filter(({ pid, mark, here }) => here && process.isAlive(pid, mark) === false);
  await session.sql(
    `UPDATE passes SET finished_at = now(), status = 'failed' WHERE id IN (
       SELECT id FROM passes
       WHERE finished_at IS NULL AND (id = ANY ($1::bigint[]) OR heartbeat_at < clock_timestamp() - interval '15 seconds')
       ORDER BY id FOR UPDATE SKIP LOCKED)`,
    [gone.map(({ id }) => id)],
  );
}

/**
 * Runs `work` in a transaction in which the pass holds its row's lock, so that nobody takes it for dead meanwhile.
 * `mustDecide`: throws `claim-lost` if another process has ended its claim.
 */
export function inPass<T>(
  session: Session,
  { id }: PassRecord,
  { mustDecide }: { mustDecide: boolean },
  work: () => Promise<T>,
): Promise<T> {
  return session.transaction(async () => {
    const [still] = await session.sql<{ decides: boolean }>(
      `UPDATE passes SET heartbeat_at = clock_timestamp() WHERE id = $1
       RETURNING finished_at IS NULL AND deciding_since IS NOT NULL AS decides`,
      [id],
    );
    if (mustDecide && still?.decides !== true) throw claimLost();
    return work();
  });
}

function claimLost(): CatalogError {
  return new CatalogError(
    "claim-lost",
    "this pass was silent for 15 s and another process took the library over: scan again",
  );
}

/** A sign of life between two statements. */
export async function beat(session: Session, { id }: PassRecord): Promise<void> {
  await session.sql(
    "UPDATE passes SET heartbeat_at = clock_timestamp() WHERE id = $1 AND finished_at IS NULL",
    [id],
  );
}

export async function endPass(
  session: Session,
  { id }: PassRecord,
  result: { status: PassStatus; counts: PassCounts },
): Promise<void> {
  await session.sql(
    "UPDATE passes SET finished_at = clock_timestamp(), status = $2, counts = $3 WHERE id = $1",
    [id, result.status, JSON.stringify(result.counts)],
  );
}

/** The folders that other passes over this library, or over one above or below it, went over since this pass began. */
export async function foldersOfOthers(session: Session, { id }: PassRecord): Promise<string[]> {
  const rows = await session.run<{ folder: string }>("find_passes_beside", [id]);
  return rows.map(({ folder }) => folder);
}

/**
 * Forgets old passes over single folders, of which a service makes thousands a day while something is recorded: those that
 * read and changed nothing after an hour, all after a month. What `status` shows, the last pass of each library, stays.
 */
export async function prunePasses(session: Session): Promise<void> {
  await session.run("prune_passes");
}
