import type { Library } from "./libraries.ts";
import { lockDecision } from "./decide.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import type { Row, Session } from "./session.ts";

export interface SampledAsset {
  readonly path: string;
  readonly hash: string;
  readonly sizeBytes: bigint;
}

/**
 * Some of the present assets with content below a folder, spread over it by hash; of one library alone, or of all. Files that were
 * read within a moment of their mtime may hold other bytes by now: they are named only where the catalog has no others.
 */
export async function sampleAssets(
  session: Session,
  { folder, libraryId }: { readonly folder: string; readonly libraryId: bigint | null },
  count: number,
): Promise<SampledAsset[]> {
  const { from, to } = rangeBelow(folder);
  const sample = (readAgain: boolean): Promise<SampledAsset[]> =>
    session.run<SampledAsset & Row>("sample_assets", [from, to, libraryId, readAgain, count]);
  const sure = await sample(false);
  return sure.length > 0 ? sure : sample(true);
}

/**
 * Rewrites every path below a folder of a library that has another name in it now, as `moveLibrary` does; a drive mounted there
 * is mounted at the new place. Returns how many assets moved.
 */
export async function moveFolder(session: Session, from: string, to: string): Promise<number> {
  const range = rangeBelow(from);
  return session.transaction(async () => {
    await lockDecision(session);
    const parameters = [range.from, rangeBelow(to).from, range.to];
    await session.run("vacate_moved_paths", parameters);
    const [row] = await session.run<{ moved: bigint }>("move_library", parameters);
    await session.run("move_library_rows", [...parameters, from, to]);
    await session.sql("DELETE FROM library_mounts WHERE path = $1", [to]);
    await session.sql("UPDATE library_mounts SET path = $2, offline_since = NULL WHERE path = $1", [
      from,
      to,
    ]);
    return Number(row?.moved ?? 0n);
  });
}

/**
 * Rewrites every path of a library whose folder has another name now, in one transaction: assets, the libraries and
 * drives inside it, problems and readings. What stands at a new path already gives it up, and a library that was made of
 * the new folder meanwhile (`absorbed`) is removed. Returns how many assets moved.
 */
export async function moveLibrary(
  session: Session,
  old: Library,
  to: { folder: string; absorbed: bigint | null },
): Promise<number> {
  return session.transaction(async () => {
    const range = rangeBelow(old.path);
    const parameters = [range.from, rangeBelow(to.folder).from, range.to];
    await session.run("vacate_moved_paths", parameters);
    if (to.absorbed !== null) {
      await session.run("absorb_library", [to.absorbed, old.id]);
      await session.sql("DELETE FROM libraries WHERE id = $1", [to.absorbed]);
    }
    const [row] = await session.run<{ moved: bigint }>("move_library", parameters);
    await session.run("move_library_rows", [...parameters, old.path, to.folder]);
    return Number(row?.moved ?? 0n);
  });
}
