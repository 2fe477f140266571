import { lstat } from "node:fs/promises";
import { dropChanges, dropOvertaken, nextChangesIn, type ReadChange } from "../../catalog/changes.ts";
import { foldersOfOthers } from "../../catalog/running-passes.ts";
import { rangeBelow } from "../../domain/path-rules.ts";
import type { Pass, UnsettledFolder } from "../pass.ts";
import { foldersOf } from "../read/stage-walk.ts";

/** Files looked at between two questions to the database, all at once: the system's threads take four at a time. */
const PAGE = 1_000;

/**
 * Other passes may have run beside this one while it read. What they wrote later than this pass read stands; and what this pass
 * read in folders that they went over is looked at once more: a file that is not as it was read is left to a later pass.
 * Returns the folders of those.
 */
export async function leaveToOthers(pass: Pass): Promise<UnsettledFolder[]> {
  const { session, record, context } = pass;
  const folders = await foldersOfOthers(session, record);
  if (folders.length === 0) return [];
  await dropOvertaken(session, record);
  const ranges = folders.flatMap((folder) => rangeBelow(folder));
  const changed: string[] = [];
  for (let after = 0n; ;) {
    const page = await nextChangesIn(session, ranges, { after, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.n;
    const asRead = await Promise.all(page.map(isAsRead));
    const others = page.filter((_, index) => asRead[index] !== true).map(({ path }) => path);
    await dropChanges(session, others);
    changed.push(...others);
    context.signal.throwIfAborted();
  }
  const changedAtMs = Date.now();
  return foldersOf(changed).map((folder) => ({ folder, changedAtMs }));
}

/** What can't be looked at is as it was, until somebody knows better. */
async function isAsRead({ path, sizeBytes, mtimeNs }: ReadChange): Promise<boolean> {
  try {
    const now = await lstat(path, { bigint: true });
    return now.size === sizeBytes && BigInt.asIntN(64, now.mtimeNs) === mtimeNs;
  } catch (error) {
    return !(error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR"].includes(String(error.code)));
  }
}
