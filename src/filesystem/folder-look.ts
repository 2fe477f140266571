import { lstatSync, readdirSync, statSync, type BigIntStats, type Dirent } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Timed } from "./slow-drive.ts";

/** What the system says of a folder. Each throws what the system's call failed with. */
export interface FolderLook {
  readonly stats: () => BigIntStats;
  /** Of the folder above it. */
  readonly parent: () => BigIntStats;
  readonly entries: () => Dirent[];
}

/** Asks when it is asked: what nobody wants to know costs nothing. `timed` does the looks. */
export function lookNow(folder: string, timed: Timed): FolderLook {
  return {
    stats: () => timed(() => statSync(folder, { bigint: true })),
    parent: () => lstatSync(dirname(folder), { bigint: true }),
    entries: () =>
      timed(
        () => readdirSync(folder, { withFileTypes: true }),
        ({ length }) => length,
      ),
  };
}

/** Asks all of it at once, and beside others: on a slow drive it takes as long as the longest of them. */
export async function lookSlowly(folder: string): Promise<FolderLook> {
  const [stats, parent, entries] = await Promise.allSettled([
    stat(folder, { bigint: true }),
    lstat(dirname(folder), { bigint: true }),
    readdir(folder, { withFileTypes: true }),
  ]);
  return {
    stats: () => valueOf(stats),
    parent: () => valueOf(parent),
    entries: () => valueOf(entries),
  };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === "fulfilled") return result.value;
  throw result.reason as Error;
}
