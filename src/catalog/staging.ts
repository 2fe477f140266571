import { type EntryBatch, MARK_WIDTH } from "../domain/entry.ts";
import { rangeBelow, type PathRange } from "../domain/path-rules.ts";
import { CopyEncoder } from "./copy-encoder.ts";
import { type Session } from "./session.ts";

export interface ScopeRange extends PathRange {
  /** False: only the files in the folder itself. */
  readonly deep: boolean;
}

/** What the walk could not see: a path and, if it is a folder, everything below it. */
export interface UnreachedRange extends PathRange {
  readonly path: string;
}

const FIELDS = 1 + MARK_WIDTH;
/** COPY chunks of this size: larger ones gain nothing, smaller ones cost a system call each. */
const CHUNK_BYTES = 256 * 1024;

/** Makes the pass's temporary tables, or empties those of the pass before. */
export async function openStaging(session: Session, scopes: readonly ScopeRange[]): Promise<void> {
  await session.run("create_staging");
  await session.sql(
    `INSERT INTO pass_scope (from_path, to_path, prefix_length, deep)
     SELECT f, t, length(f), d FROM unnest($1::text[], $2::text[], $3::boolean[]) AS s (f, t, d)`,
    [scopes.map(({ from }) => from), scopes.map(({ to }) => to), scopes.map(({ deep }) => deep)],
  );
  // The planner would take an unknown table for 840 scopes.
  await session.sql("ANALYZE pass_scope");
}

/** Streams some of the walk's entries into `pass_entries`. Memory stays flat: a chunk at a time. */
export async function stageEntries(session: Session, batches: AsyncIterable<EntryBatch>): Promise<void> {
  await session.copyIn("COPY pass_entries FROM STDIN (FORMAT binary)", encodeEntries(batches));
}

async function* encodeEntries(batches: AsyncIterable<EntryBatch>): AsyncGenerator<Buffer> {
  const encoder = new CopyEncoder(CHUNK_BYTES * 2);
  yield CopyEncoder.header();
  for await (const { paths, marks } of batches) {
    let at = 0;
    for (const path of paths) {
      encoder.row(FIELDS).text(path);
      for (let field = 0; field < MARK_WIDTH; field++) encoder.bigint(marks[at++] ?? 0n);
    }
    if (encoder.byteLength >= CHUNK_BYTES) yield encoder.take();
  }
  yield encoder.take();
  yield CopyEncoder.trailer();
}

/** When a folder changed, on a file system whose files can't tell that they were swapped. */
export interface FolderTime {
  readonly path: string;
  readonly mtimeNs: bigint;
}

export async function stageFolderTimes(session: Session, folders: readonly FolderTime[]): Promise<void> {
  if (folders.length === 0) return;
  await session.sql(
    "INSERT INTO pass_folder_times (path, mtime_ns) SELECT * FROM unnest($1::text[], $2::bigint[])",
    [folders.map(({ path }) => path), folders.map(({ mtimeNs }) => mtimeNs)],
  );
}

/** Notes what the walk could not see, so that nothing below it is taken for gone. */
export async function stageUnreached(session: Session, unreached: readonly UnreachedRange[]): Promise<void> {
  if (unreached.length === 0) return;
  await session.sql(
    "INSERT INTO pass_unreached (path, from_path, to_path) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])",
    [unreached.map(({ path }) => path), unreached.map(({ from }) => from), unreached.map(({ to }) => to)],
  );
}

/** Notes the files that were left out because they are still being written. */
export async function stageUnsettled(session: Session, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await session.sql("INSERT INTO pass_unsettled SELECT unnest($1::text[])", [paths]);
}

/** Takes out of the pass what can only be judged together with such a file. Returns the paths. */
export async function postponeArrivals(session: Session): Promise<string[]> {
  return (await session.run<{ path: string }>("postpone_arrivals")).map(({ path }) => path);
}

/** Takes out of the pass the files that came since then, and whose predecessors' content may have moved away. Returns the paths. */
export async function postponeReplaced(session: Session, sinceNs: bigint): Promise<string[]> {
  return (await session.run<{ path: string }>("postpone_replaced", [sinceNs])).map(({ path }) => path);
}

/** Sub-folders of these folders in which the catalog has present files, at any depth below them; unordered. */
export async function knownSubFolders(session: Session, folders: readonly string[]): Promise<string[]> {
  const ranges = folders.map(rangeBelow);
  const rows = await session.run<{ folder: string }>("known_sub_folders", [
    ranges.map(({ from }) => from),
    ranges.map(({ to }) => to),
  ]);
  return rows.map(({ folder }) => folder);
}
