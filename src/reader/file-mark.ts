import type { BigIntStats } from "node:fs";
import type { FileMark } from "../domain/entry.ts";

/** What `fstat` says of a file, in the signed 64 bits that PostgreSQL keeps (inodes of some file systems use bit 63). */
export function markOf(stats: BigIntStats): FileMark {
  return {
    sizeBytes: BigInt.asIntN(64, stats.size),
    mtimeNs: BigInt.asIntN(64, stats.mtimeNs),
    ctimeNs: BigInt.asIntN(64, stats.ctimeNs),
    device: BigInt.asIntN(64, stats.dev),
    inode: BigInt.asIntN(64, stats.ino),
    birthNs: BigInt.asIntN(64, stats.birthtimeNs),
  };
}
