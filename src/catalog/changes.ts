import { sep } from "node:path";
import type { FileMark } from "../domain/entry.ts";
import { PROBLEMS } from "../domain/problem.ts";
import { rangeColumns, type PathRange } from "../domain/path-rules.ts";
import type { PassRecord } from "./running-passes.ts";
import type { Row, Session } from "./session.ts";

/** Problems that wait for new content or a new reader. */
export const CONTENT_PROBLEMS: readonly string[] = Object.entries(PROBLEMS)
  .filter(([, { nature }]) => nature === "content")
  .map(([code]) => code);

export interface DiffOptions {
  readonly libraryId: bigint;
  readonly readerVersion: number;
  /** `--verify`: every file is read. */
  readonly verify: boolean;
  /** `--reparse`: files that an older reader read are read again. */
  readonly reparse: boolean;
}

export interface DiffCounts {
  readonly seen: number;
  readonly added: number;
  readonly changed: number;
  /** Changed as it seems, though with the size it had. */
  readonly sameSize: number;
  readonly unchanged: number;
  /** Files that must be read, and their bytes; a reading that an interrupted pass left counts in neither. */
  readonly filesToRead: number;
  readonly bytesToRead: number;
  readonly vanished: number;
}

/** Holds what the walk saw against the catalog: fills pass_changes and pass_vanished. Writes no asset. */
export async function diffEntries(session: Session, options: DiffOptions): Promise<void> {
  const { libraryId, readerVersion, verify, reparse } = options;
  await session.sql("CREATE INDEX IF NOT EXISTS pass_entries_path ON pass_entries (path)");
  await session.sql("ANALYZE pass_entries");
  await session.run("find_twins", [sep]);
  await session.run("join_unreached");
  await session.run("diff_entries", [readerVersion, CONTENT_PROBLEMS, verify, reparse]);
  await session.run("diff_vanished", [libraryId]);
  await session.sql("ANALYZE pass_changes");
}

export async function countChanges(session: Session): Promise<DiffCounts> {
  const [counts] = await session.run<Record<keyof DiffCounts, bigint>>("count_changes");
  if (counts === undefined) throw new Error("count_changes answers with one row");
  return Object.fromEntries(
    Object.entries(counts).map(([key, value]) => [key, Number(value)]),
  ) as unknown as DiffCounts;
}

/** Rows that were missing or unfollowed and stand there again unchanged become present. Returns how many. */
export async function takeBack(session: Session, libraryId: bigint, passId: bigint): Promise<number> {
  const [row] = await session.run<{ returned: bigint }>("take_back", [libraryId, passId]);
  return Number(row?.returned ?? 0n);
}

/** How many files must be read, and their bytes: known before the first is opened. */
export async function readTotals(session: Session): Promise<{ files: number; bytes: number }> {
  const [row] = await session.sql<{ files: bigint; bytes: string }>(
    `SELECT count(*) AS files, coalesce(sum(size_bytes), 0) AS bytes FROM pass_changes
     WHERE verdict IN ('new', 'changed') AND NOT has_reading`,
  );
  return { files: Number(row?.files ?? 0n), bytes: Number(row?.bytes ?? 0) };
}

/** How many rows stand there again just as they were. */
export async function countBack(session: Session): Promise<number> {
  const [row] = await session.sql<{ back: bigint }>(
    "SELECT count(*) AS back FROM pass_changes WHERE verdict = 'back'",
  );
  return Number(row?.back ?? 0n);
}

/** A file to be read, and its place in the order of the pass. */
export interface Change {
  readonly n: bigint;
  readonly path: string;
  /** When the walk saw it. */
  readonly sizeBytes: bigint;
}

/** Up to `limit` files that must be read, after the change `after`. */
export async function nextChanges(session: Session, after: bigint, limit: number): Promise<Change[]> {
  return session.sql<Change & Row>(
    `SELECT n, path, size_bytes AS "sizeBytes" FROM pass_changes
     WHERE n > $1 AND verdict IN ('new', 'changed') AND NOT has_reading ORDER BY n LIMIT $2`,
    [after, limit],
  );
}

/** About `count` files, spread over the pass, whose size is as it was although something else is not; with their hash. */
export async function sampleChanges(
  session: Session,
  count: number,
): Promise<{ path: string; hash: string }[]> {
  return session.run("sample_changes", [count]);
}

/**
 * Accepts all files whose size is as it was with the hash they had: their marks are taken over, their time of
 * verification stays. Returns how many.
 */
export async function acceptSameSize(session: Session): Promise<number> {
  const [row] = await session.run<{ accepted: bigint }>("accept_same_size");
  return Number(row?.accepted ?? 0n);
}

/** A file that this pass read, with its marks as it read them. */
export interface ReadChange {
  readonly n: bigint;
  readonly path: string;
  readonly sizeBytes: bigint;
  readonly mtimeNs: bigint;
}

/** Up to `limit` files that this pass read in these ranges, after the change `after`. */
export async function nextChangesIn(
  session: Session,
  ranges: readonly PathRange[],
  { after, limit }: { after: bigint; limit: number },
): Promise<ReadChange[]> {
  return session.run<ReadChange & Row>("changes_in_folders", [...rangeColumns(ranges), after, limit]);
}

/** Takes out what another pass has read later than this one. */
export async function dropOvertaken(session: Session, { startedAt }: PassRecord): Promise<void> {
  await session.run("drop_overtaken", [startedAt]);
}

/** Takes these paths out of the pass: nothing is decided about them. */
export async function dropChanges(session: Session, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await session.sql("DELETE FROM pass_changes WHERE path = ANY ($1::text[])", [paths]);
}

/** A row whose path the walk did not see. */
export interface Vanished {
  readonly n: bigint;
  readonly assetId: string;
  readonly path: string;
}

export async function nextVanished(session: Session, after: bigint, limit: number): Promise<Vanished[]> {
  return session.sql<Vanished & Row>(
    `SELECT n, asset_id AS "assetId", path FROM pass_vanished WHERE n > $1 AND NOT outside ORDER BY n LIMIT $2`,
    [after, limit],
  );
}

/** What an lstat of the very path said of rows that the walk did not see. The rest stays as it is. */
export async function markVanished(
  session: Session,
  found: { gone: readonly string[]; unfollowed: readonly string[] },
): Promise<void> {
  await session.sql("UPDATE pass_vanished SET gone = TRUE WHERE asset_id = ANY ($1::uuid[])", [found.gone]);
  await session.sql("UPDATE pass_vanished SET unfollowed = TRUE WHERE asset_id = ANY ($1::uuid[])", [
    found.unfollowed,
  ]);
}

export interface MarkRow extends Row {
  size_bytes: bigint;
  mtime_ns: bigint;
  ctime_ns: bigint;
  device: bigint;
  inode: bigint;
  birth_ns: bigint;
}

export function markOf(row: MarkRow): FileMark {
  return {
    sizeBytes: row.size_bytes,
    mtimeNs: row.mtime_ns,
    ctimeNs: row.ctime_ns,
    device: row.device,
    inode: row.inode,
    birthNs: row.birth_ns,
  };
}
