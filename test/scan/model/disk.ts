import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readdirSync, statfsSync } from "node:fs";
import { join, relative } from "node:path";

/** A file with all that a scanner may ask of it; `content` is its SHA-256. */
export interface FileOnDisk {
  readonly content: string;
  readonly size: bigint;
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly device: bigint;
  readonly inode: bigint;
  readonly birth: bigint;
}

export interface Disk {
  /** By path relative to the world's folder. */
  readonly files: ReadonlyMap<string, FileOnDisk>;
  /** Libraries whose folder is there. */
  readonly healthy: ReadonlySet<string>;
  /** What tells each of these folders from any other. */
  readonly roots: ReadonlyMap<string, string>;
}

export const LIBRARIES = ["one", "two"] as const;

/** Both libraries as they lie there now. */
export function lookAtDisk(world: string): Disk {
  const files = new Map<string, FileOnDisk>();
  const healthy = LIBRARIES.filter((name) => isFolder(join(world, name)));
  for (const name of healthy)
    for (const path of filesBelow(world, name)) files.set(path, fileAt(join(world, path)));
  const roots = new Map(healthy.map((name) => [name, rootAt(join(world, name))]));
  return { files, healthy: new Set(healthy), roots };
}

function rootAt(path: string): string {
  const { ino, birthtimeNs } = lstatSync(path, { bigint: true });
  return `${ino} of ${birthtimeNs}`;
}

/** `f_type` of ext2 to ext4, xfs and btrfs, by linux/magic.h. */
const MARKING = new Set([0xef53, 0x58465342, 0x9123683e]);

/** Whether the world lies on a file system on which a moved file is known by its marks. */
export function keepsMarks(world: string): boolean {
  return MARKING.has(Number(BigInt.asUintN(32, statfsSync(world, { bigint: true }).type)));
}

/** Files below a folder of the world, sorted. */
export function filesBelow(world: string, folder: string): string[] {
  if (!isFolder(join(world, folder))) return [];
  return readdirSync(join(world, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(world, join(entry.parentPath, entry.name)))
    .sort();
}

export function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function fileAt(path: string): FileOnDisk {
  const stats = lstatSync(path, { bigint: true });
  return {
    content: createHash("sha256").update(readFileSync(path)).digest("hex"),
    size: stats.size,
    mtime: stats.mtimeNs,
    ctime: stats.ctimeNs,
    device: stats.dev,
    inode: stats.ino,
    birth: stats.birthtimeNs,
  };
}
