import { CatalogError } from "../domain/catalog-error.ts";
import { type PassCounts, type PassStatus } from "../domain/pass-status.ts";
import { type Session } from "./session.ts";

/** Which process this is, and how to tell whether another one on this machine still lives. */
export interface ProcessIdentity {
  readonly machineId: string;
  readonly machineName: string;
  readonly pid: number;
  readonly processMark: string;
  /** Null where it can't be told (another machine, another container). */
  isAlive(pid: number, processMark: string): boolean | null;
}

/** The right to pass over a library: a row of `passes` that is renewed while its process lives. */
export interface Claim {
  readonly passId: bigint;
  readonly startedAt: Date;
}

export interface ClaimHolder {
  readonly libraryPath: string;
  readonly command: string;
  readonly machineName: string;
  readonly pid: number;
  readonly since: Date;
}

/** Any number, as long as it stays the same: "MUSD". */
const CLAIM_LOCK = 0x4d555344;

/**
 * Claims a library for a pass. Conflicts with running passes over the same library and over libraries above and below
 * it; a lease whose process is gone, or silent for 15 s, is over. Returns the claim or who holds it.
 */
export async function claimPass(
  session: Session,
  request: {
    libraryId: bigint;
    folders: readonly string[] | null;
    command: string;
    process: ProcessIdentity;
    /** A pass that makes room for this one between two of its batches. */
    within?: Claim | undefined;
  },
): Promise<{ claim: Claim } | { holder: ClaimHolder }> {
  const { libraryId, folders, command, process, within } = request;
  return session.transaction(async () => {
    await lockClaims(session, process);
    const [holder] = await session.run<ClaimHolder & Record<string, unknown>>("find_claim_holder", [
      libraryId,
      within?.passId ?? null,
    ]);
    if (holder !== undefined) return { holder };
    const [pass] = await session.sql<{ id: bigint; started_at: Date }>(
      `INSERT INTO passes (library_id, folders, command, machine_id, machine_name, pid, process_mark, started_at, heartbeat_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp()) RETURNING id, started_at`,
      [libraryId, folders, command, process.machineId, process.machineName, process.pid, process.processMark],
    );
    if (pass === undefined) throw new Error("INSERT … RETURNING gives a row");
    return { claim: { passId: pass.id, startedAt: pass.started_at } };
  });
}

/** Until the end of the transaction no pass begins. Leases that are over have been ended. */
export async function lockClaims(session: Session, process: ProcessIdentity): Promise<void> {
  await session.sql("SELECT pg_advisory_xact_lock($1)", [CLAIM_LOCK]);
  await endDeadClaims(session, process);
}

/** Ends leases whose process is gone, or silent for 15 s. */
export async function endDeadClaims(session: Session, process: ProcessIdentity): Promise<void> {
  const running = await session.sql<{
    id: bigint;
    pid: number;
    mark: string;
    here: boolean;
    silent: boolean;
  }>(
    `SELECT id, pid, process_mark AS mark, machine_id = $1 AS here, heartbeat_at < now() - interval '15 seconds' AS silent
     FROM passes WHERE finished_at IS NULL`,
    [process.machineId],
  );
  const dead = running.filter(
    ({ pid, mark, here, silent }) => silent || (here && process.isAlive(pid, mark) === false),
  );
  await session.sql(
    "UPDATE passes SET finished_at = now(), status = 'failed' WHERE id = ANY ($1::bigint[])",
    [dead.map(({ id }) => id)],
  );
}

/** Says that the pass still runs. Throws `claim-lost` if another process took it for dead and ended it. */
export async function renewClaim(session: Session, claim: Claim): Promise<void> {
  const rows = await session.sql(
    "UPDATE passes SET heartbeat_at = clock_timestamp() WHERE id = $1 AND finished_at IS NULL RETURNING id",
    [claim.passId],
  );
  if (rows.length > 0) return;
  throw new CatalogError(
    "claim-lost",
    "this pass was silent for 15 s and another process took the library over: scan again",
  );
}

export async function endClaim(
  session: Session,
  claim: Claim,
  result: { status: PassStatus; counts: PassCounts },
): Promise<void> {
  await session.sql(
    "UPDATE passes SET finished_at = clock_timestamp(), status = $2, counts = $3 WHERE id = $1 AND finished_at IS NULL",
    [claim.passId, result.status, JSON.stringify(result.counts)],
  );
}

/**
 * Forgets old passes over single folders, of which a service makes thousands a day while something is recorded: those that
 * read and changed nothing after an hour, all after a month. What `status` shows, the last pass of each library, stays.
 */
export async function prunePasses(session: Session): Promise<void> {
  await session.run("prune_passes");
}
