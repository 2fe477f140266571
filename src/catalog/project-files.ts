import { dirname } from "node:path";
import { isBackup } from "../domain/project-kind.ts";
import type { ProjectEntry, ProjectReading } from "../domain/project-reading.ts";
import { rangeBelow, rangeColumns, type PathRange } from "../domain/path-rules.ts";
import type { ScopeRange } from "./staging.ts";
import type { Session } from "./session.ts";

/** Which of these must be read: new ones, changed ones, and those that another reader read. */
export async function changedProjects(
  session: Session,
  seen: readonly ProjectEntry[],
  readerVersion: number,
): Promise<ReadonlySet<string>> {
  if (seen.length === 0) return new Set();
  const rows = await session.run<{ path: string }>("changed_projects", [
    seen.map(({ path }) => path),
    seen.map(({ sizeBytes }) => sizeBytes),
    seen.map(({ mtimeNs }) => mtimeNs),
    seen.map(({ ctimeNs }) => ctimeNs),
    readerVersion,
  ]);
  return new Set(rows.map(({ path }) => path));
}

/** Stores what files name, in place of what they named before. Returns their ids. */
export async function storeProjects(
  session: Session,
  readings: readonly ProjectReading[],
): Promise<bigint[]> {
  // In one order, whoever stores: two that store the same files wait for each other, and never both.
  const ordered = readings.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const ranges = ordered.map(({ path }) => rangeBelow(dirname(path)));
  return session.transaction(async () => {
    const rows = await session.run<{ id: bigint; file_path: string }>("store_projects", [
      ordered.map(({ path }) => path),
      ordered.map(({ kind }) => kind),
      ordered.map(({ path }) => isBackup(path)),
      ordered.map(({ sizeBytes }) => sizeBytes),
      ordered.map(({ mtimeNs }) => mtimeNs),
      ordered.map(({ ctimeNs }) => ctimeNs),
      ordered.map(({ readerVersion }) => readerVersion),
      ordered.map(({ fault }) => fault),
      ...rangeColumns(ranges),
    ]);
    const ids = new Map(rows.map(({ id, file_path }) => [file_path, id]));
    await storeReferences(session, ordered, ids);
    return [...ids.values()];
  });
}

async function storeReferences(
  session: Session,
  readings: readonly ProjectReading[],
  ids: ReadonlyMap<string, bigint>,
): Promise<void> {
  const rows = readings.flatMap(({ path, references }) =>
    references.flatMap(({ written, sizeBytes, places }, n) =>
      (places.length === 0 ? [NOWHERE] : places).map((place) => ({
        id: ids.get(path),
        n,
        written,
        sizeBytes,
        ...place,
      })),
    ),
  );
  if (rows.length === 0) return;
  await session.run("store_references", [
    rows.map(({ id }) => id),
    rows.map(({ n }) => n),
    rows.map(({ written }) => written),
    rows.map(({ sizeBytes }) => sizeBytes),
    rows.map(({ path }) => path),
    rows.map(({ tail }) => tail),
  ]);
}

const NOWHERE = { path: null, tail: null };

/** What a walk went over, what of that it left out or could not see, and what it saw. */
export interface WalkedProjects {
  readonly scopes: readonly ScopeRange[];
  readonly leftOut: readonly string[];
  readonly seen: readonly ProjectEntry[];
}

/** Forgets those that are not there any more. Call it only if the walk can be believed. */
export async function forgetVanishedProjects(
  session: Session,
  { scopes, leftOut, seen }: WalkedProjects,
): Promise<void> {
  await session.run("forget_vanished_projects", [
    ...rangeColumns(scopes),
    scopes.map(({ deep }) => deep),
    leftOut,
    ...rangeColumns(leftOut.map((path) => rangeBelow(path))),
    seen.map(({ path }) => path),
  ]);
}

/** How many of them the catalog has in a range. */
export async function countProjects(session: Session, { from, to }: PathRange): Promise<number> {
  const [row] = await session.sql<{ files: bigint }>(
    "SELECT count(*) AS files FROM project_files WHERE file_path >= $1 AND file_path < $2",
    [from, to],
  );
  return Number(row?.files ?? 0n);
}

/** Where references of these files, or of all in a range, may lead to files that are no assets. */
export async function placesWithoutAsset(
  session: Session,
  { ids, below }: { ids: readonly bigint[]; below: PathRange | null },
): Promise<string[]> {
  const rows = await session.run<{ path: string }>("places_without_asset", [
    ids,
    below?.from ?? null,
    below?.to ?? null,
  ]);
  return rows.map(({ path }) => path);
}

/** Notes at which of these paths a file is. */
export async function noteOutside(
  session: Session,
  paths: readonly string[],
  isThere: readonly boolean[],
): Promise<void> {
  if (paths.length === 0) return;
  await session.sql(
    `UPDATE project_references r SET is_outside = look.there FROM unnest($1::text[], $2::boolean[]) AS look (path, there)
     WHERE r.path = look.path AND r.is_outside <> look.there`,
    [paths, isThere],
  );
}
