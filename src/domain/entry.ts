import type { BigIntStats } from "node:fs";

/**
 * What `lstat` says of a file: reasons to read it again and marks of "the same file".
 * 64-bit values are signed (`BigInt.asIntN(64)`), as PostgreSQL's BIGINT keeps them; times are nanoseconds since 1970.
 * `birthNs` is 0n where the file system keeps no birth time.
 */
export interface FileMark {
  readonly sizeBytes: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly device: bigint;
  readonly inode: bigint;
  readonly birthNs: bigint;
}

/** What `lstat` or `fstat` said. Inodes and devices may use all 64 bits; PostgreSQL's BIGINT is signed. */
export function fileMarkOf(stats: BigIntStats): FileMark {
  return {
    sizeBytes: BigInt.asIntN(64, stats.size),
    mtimeNs: BigInt.asIntN(64, stats.mtimeNs),
    ctimeNs: BigInt.asIntN(64, stats.ctimeNs),
    device: BigInt.asIntN(64, stats.dev),
    inode: BigInt.asIntN(64, stats.ino),
    birthNs: BigInt.asIntN(64, stats.birthtimeNs),
  };
}

/** One regular file that a walk saw. */
export interface Entry {
  readonly path: string;
  readonly mark: FileMark;
}

/** How many numbers of `EntryBatch.marks` belong to one path. */
export const MARK_WIDTH = 6;

/**
 * Entries in columns: a million of them cross from the walking thread to the database without becoming objects.
 * `marks` holds, for each path, size, mtime, ctime, device, inode and birth time, in the order of FileMark.
 */
export interface EntryBatch {
  readonly paths: readonly string[];
  readonly marks: BigInt64Array;
}
