import type { Row, Session } from "./session.ts";

export interface DoctorFacts {
  readonly serverVersion: string;
  /** As server_version_num: 170002. */
  readonly serverNumber: number;
  readonly encoding: string;
  readonly hasPgcrypto: boolean;
  readonly locale: string;
  readonly fsync: string;
  readonly assetsOutsideLibraries: number;
  readonly missingInSongs: number;
  readonly problems: number;
  readonly damaged: number;
  /** Passes whose process gave no sign of life for 15 s. */
  readonly stalePasses: number;
  /** Readings that an interrupted pass left. */
  readonly waitingReadings: number;
  /** Contents that no decoder of ours knows. */
  readonly needFfmpeg: number;
}

export async function readDoctorFacts(session: Session): Promise<DoctorFacts> {
  const [facts] = await session.run<DoctorFacts & Row>("doctor_facts");
  if (facts === undefined) throw new Error("doctor_facts answers with one row");
  return facts;
}

/** Folders with samples in the configured libraries; 0 if they can't be more than `moreThan`. */
export async function countFollowedFolders(
  session: Session,
  { moreThan }: { moreThan: number },
): Promise<number> {
  const [row] = await session.run<{ folders: number }>("count_followed_folders", [moreThan]);
  return row?.folders ?? 0;
}

/** A rule of the schema that a taken-over database holds only for new rows. */
export interface UnprovenRule {
  readonly tableName: string;
  readonly rule: string;
  readonly says: string;
  /** Rows that break it; 0: it could be validated. */
  readonly broken: number;
}

export async function readUnprovenRules(session: Session): Promise<UnprovenRule[]> {
  const rows = await session.run<
    { tableName: string; rule: string; says: string; countStatement: string } & Row
  >("doctor_broken_rules");
  const rules: UnprovenRule[] = [];
  for (const { tableName, rule, says, countStatement } of rows) {
    const [count] = await session.sql<{ broken: bigint }>(countStatement);
    rules.push({ tableName, rule, says, broken: Number(count?.broken ?? 0n) });
  }
  return rules;
}

/** The collation's version that the indexes were built with, and that of the system now; null where they agree. */
export async function readCollationChange(
  session: Session,
  serverNumber: number,
): Promise<{ built: string; now: string } | null> {
  if (serverNumber < 150_000) return null; // PostgreSQL keeps it since 15
  const [row] = await session.sql<{ built: string | null; now: string | null }>(
    "SELECT datcollversion AS built, pg_database_collation_actual_version(oid) AS now FROM pg_database WHERE datname = current_database()",
  );
  if (row === undefined || row.built === null || row.now === null || row.built === row.now) return null;
  return { built: row.built, now: row.now };
}
