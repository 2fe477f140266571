import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { inTime } from "./in-time.ts";

/** The marks by which a folder is known again after it was renamed. */
export interface FolderMark {
  readonly device: bigint;
  readonly inode: bigint;
  readonly birthNs: bigint;
}

/** Looks at a folder, through links. Null where there is none, or no answer in time. */
export async function folderMarkOf(path: string): Promise<FolderMark | null> {
  try {
    const stats = await inTime(() => stat(path, { bigint: true }));
    return stats.isDirectory() ? markOfFolder(stats) : null;
  } catch {
    return null;
  }
}

export function markOfFolder(stats: BigIntStats): FolderMark {
  return {
    device: BigInt.asIntN(64, stats.dev),
    inode: BigInt.asIntN(64, stats.ino),
    birthNs: BigInt.asIntN(64, stats.birthtimeNs),
  };
}
