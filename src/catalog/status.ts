import type { Row, Session } from "./session.ts";

export interface DatabaseStatus {
  /** Names the database without secrets. */
  readonly shownAs: string;
  readonly serverVersion: string;
  readonly sizeBytes: number;
  /** The last schema file that was applied. */
  readonly schemaVersion: string | null;
  /** Assets that another program wrote and no pass has met yet. */
  readonly assetsOutsideLibraries: number;
}

export async function readDatabaseStatus(session: Session): Promise<DatabaseStatus> {
  const [row] = await session.run<
    {
      serverVersion: string;
      sizeBytes: bigint;
      schemaVersion: string | null;
      assetsOutsideLibraries: bigint;
    } & Row
  >("status_database");
  if (row === undefined) throw new Error("status_database answers with one row");
  return {
    shownAs: session.address.shownAs,
    serverVersion: row.serverVersion,
    sizeBytes: Number(row.sizeBytes),
    schemaVersion: row.schemaVersion,
    assetsOutsideLibraries: Number(row.assetsOutsideLibraries),
  };
}

export interface LibraryStatusRow {
  readonly path: string;
  readonly state: "online" | "offline" | "held";
  readonly stateSince: Date;
  readonly reason: string | null;
  readonly machineId: string;
  readonly machineName: string;
  readonly lastPassAt: Date | null;
  readonly lastVerifiedAt: Date | null;
  readonly offlineMounts: readonly string[];
  readonly offlineDrives: readonly {
    readonly path: string;
    readonly since: string;
    readonly files: number;
  }[];
  readonly present: bigint;
  readonly bytes: bigint;
  readonly missing: bigint;
  readonly unfollowed: bigint;
  readonly problems: bigint;
  readonly doneCommand: string | null;
  readonly doneStatus: string | null;
  readonly doneStartedAt: Date | null;
  readonly doneFinishedAt: Date | null;
  readonly doneCounts: Readonly<Record<string, unknown>> | null;
  readonly runsCommand: string | null;
  readonly runsPid: number | null;
  readonly runsMachine: string | null;
  readonly runsSince: Date | null;
  readonly runsHeartbeatAt: Date | null;
}

export function readLibraryStatus(session: Session): Promise<LibraryStatusRow[]> {
  return session.run<LibraryStatusRow & Row>("status_libraries");
}

export interface ServiceRow {
  readonly machineId: string;
  readonly machineName: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  /** Since its last sign of life, by the server's clock. */
  readonly silentSeconds: number;
  readonly report: Readonly<Record<string, unknown>>;
}

export function readServices(session: Session): Promise<ServiceRow[]> {
  return session.sql<ServiceRow & Row>(
    `SELECT machine_id AS "machineId", machine_name AS "machineName", pid, started_at AS "startedAt",
       heartbeat_at AS "heartbeatAt", report,
       extract(epoch FROM clock_timestamp() - heartbeat_at)::float8 AS "silentSeconds"
     FROM services ORDER BY machine_name, machine_id`,
  );
}
