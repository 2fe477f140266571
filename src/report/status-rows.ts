import type { LibrarySight } from "./library-sight.ts";
import type { LibraryStatusRow, ServiceRow } from "../catalog/status.ts";

/** A heartbeat comes every few seconds; a lease is over after 15 s without one, and so is a service. */
const SILENT_AFTER_SECONDS = 15;

export function libraryStatus(row: LibraryStatusRow, sight: LibrarySight | null): LibraryStatus {
  return {
    now:
      sight === null
        ? null
        : { state: sight.state, reason: sight.reason, offlineMounts: sight.offlineMounts },
    path: row.path,
    state: row.state,
    stateSince: row.stateSince.toISOString(),
    reason: row.reason,
    machine: row.machineName,
    machineId: row.machineId,
    offlineMounts: row.offlineMounts,
    offlineDrives: row.offlineDrives.map(({ path, since, files }) => ({
      path,
      since: new Date(since).toISOString(),
      files,
    })),
    assets: {
      present: Number(row.present),
      missing: Number(row.missing),
      unfollowed: Number(row.unfollowed),
    },
    bytes: Number(row.bytes),
    problems: Number(row.problems),
    lastPassAt: row.lastPassAt?.toISOString() ?? null,
    lastVerifiedAt: row.lastVerifiedAt?.toISOString() ?? null,
    lastPass: lastPassOf(row),
    running: runningOf(row),
  };
}

function lastPassOf(row: LibraryStatusRow): LibraryStatus["lastPass"] {
  const { doneCommand: command, doneStatus: status, doneStartedAt, doneFinishedAt, doneCounts } = row;
  if (command === null || status === null || doneStartedAt === null || doneFinishedAt === null) return null;
  const [startedAt, finishedAt] = [doneStartedAt.toISOString(), doneFinishedAt.toISOString()];
  return { command, status, startedAt, finishedAt, counts: doneCounts ?? {} };
}

function runningOf(row: LibraryStatusRow): LibraryStatus["running"] {
  const { runsCommand: command, runsPid: pid, runsMachine: machine, runsSince, runsHeartbeatAt } = row;
  if (command === null || pid === null || machine === null || runsSince === null || runsHeartbeatAt === null)
    return null;
  return {
    command,
    pid,
    machine,
    since: runsSince.toISOString(),
    heartbeatAt: runsHeartbeatAt.toISOString(),
  };
}

export function serviceStatus(row: ServiceRow): ServiceStatus {
  return {
    machine: row.machineName,
    pid: row.pid,
    startedAt: row.startedAt.toISOString(),
    heartbeatAt: row.heartbeatAt.toISOString(),
    alive: row.silentSeconds < SILENT_AFTER_SECONDS,
    report: row.report,
  };
}

export interface OfflineDrive {
  readonly path: string;
  readonly since: string;
  readonly files: number;
}

export interface LibraryStatus {
  /** What a look at it said just now; null: nobody looked, and all here is as the last pass saw it. */
  readonly now: Pick<LibrarySight, "state" | "reason" | "offlineMounts"> | null;
  readonly path: string;
  readonly state: "online" | "offline" | "held";
  /** ISO 8601, as all times here. */
  readonly stateSince: string;
  readonly reason: string | null;
  readonly machine: string;
  readonly machineId: string;
  /** Drives mounted inside it that can't be seen now. */
  readonly offlineMounts: readonly string[];
  /** The same, with since when that is so and how many present assets lie there. */
  readonly offlineDrives: readonly OfflineDrive[];
  readonly assets: { readonly present: number; readonly missing: number; readonly unfollowed: number };
  readonly bytes: number;
  readonly problems: number;
  /** When a whole pass last came to its end. */
  readonly lastPassAt: string | null;
  readonly lastVerifiedAt: string | null;
  readonly lastPass: {
    readonly command: string;
    readonly status: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly counts: Readonly<Record<string, unknown>>;
  } | null;
  readonly running: {
    readonly command: string;
    readonly pid: number;
    readonly machine: string;
    readonly since: string;
    readonly heartbeatAt: string;
  } | null;
}

export interface ServiceStatus {
  readonly machine: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly heartbeatAt: string;
  /** False: it has given no sign of life for 15 s. */
  readonly alive: boolean;
  readonly report: Readonly<Record<string, unknown>>;
}
