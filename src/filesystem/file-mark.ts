import { lstatSync, type BigIntStats } from "node:fs";
import type { FileMark } from "../domain/entry.ts";

/** `lstat` in the catalog's own terms. Inodes and devices may use all 64 bits; PostgreSQL's BIGINT is signed. */
export function fileMarkOf(stats: BigIntStats): FileMark {
  return {
    sizeBytes: stats.size,
    mtimeNs: BigInt.asIntN(64, stats.mtimeNs),
    ctimeNs: BigInt.asIntN(64, stats.ctimeNs),
    device: BigInt.asIntN(64, stats.dev),
    inode: BigInt.asIntN(64, stats.ino),
    birthNs: BigInt.asIntN(64, stats.birthtimeNs),
  };
}

/** What stands at a path: the errno says why nothing could be learnt. */
export type PathState =
  | { readonly kind: "file"; readonly mark: FileMark }
  | { readonly kind: "folder"; readonly device: bigint; readonly inode: bigint }
  | { readonly kind: "other" }
  | { readonly kind: "gone" }
  | { readonly kind: "unknown"; readonly errno: string };

/** Looks at one path, not through links. ENOENT and ENOTDIR alone mean "gone". */
export function lookAt(path: string): PathState {
  try {
    const stats = lstatSync(path, { bigint: true });
    if (stats.isFile()) return { kind: "file", mark: fileMarkOf(stats) };
    if (stats.isDirectory())
      return { kind: "folder", device: BigInt.asIntN(64, stats.dev), inode: BigInt.asIntN(64, stats.ino) };
    return { kind: "other" };
  } catch (error) {
    const errno = errnoOf(error);
    return errno === "ENOENT" || errno === "ENOTDIR" ? { kind: "gone" } : { kind: "unknown", errno };
  }
}

export function errnoOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  return "EIO";
}
