/** The rules of DESIGN §8 about single rows and files, for the model. */
import type { Disk, FileOnDisk } from "./disk.ts";

export interface ModelRow {
  readonly id: string;
  path: string | null;
  lastPath: string | null;
  content: string;
  /** The file as it was when its content was read. */
  file: FileOnDisk;
  state: "present" | "missing";
}

export interface Reading {
  readonly path: string;
  readonly file: FileOnDisk;
  readonly row: ModelRow | null;
}

export interface Pair {
  readonly row: ModelRow;
  readonly to: Reading;
}

/** Rule 1: the first of all possible pairs, then the first of those that are left, and so on. */
export function pairUp(loose: readonly ModelRow[], arrivals: readonly Reading[]): Pair[] {
  const possible = loose
    .flatMap((row) =>
      arrivals
        .filter(({ file }) => file.size > 0n && file.content === row.content)
        .map((to) => ({ row, to, oldPath: row.path ?? row.lastPath ?? "" })),
    )
    .sort(
      (one, other) =>
        Number(one.to.row !== null) - Number(other.to.row !== null) ||
        equalEnd(other.oldPath, other.to.path) - equalEnd(one.oldPath, one.to.path) ||
        Buffer.compare(Buffer.from(one.oldPath), Buffer.from(other.oldPath)) ||
        Buffer.compare(Buffer.from(one.to.path), Buffer.from(other.to.path)),
    );
  const pairs: Pair[] = [];
  for (const { row, to } of possible)
    if (!pairs.some((pair) => pair.row === row || pair.to === to)) pairs.push({ row, to });
  return pairs;
}

/** Rule 2: a plain overwrite is no move. A row whose path another one took has none that could hold anything. */
export function dissolve(pairs: readonly Pair[], disk: Disk): Pair[] {
  return pairs.filter(({ row, to }) => {
    const oldPathGone = row.path === null || !disk.files.has(row.path);
    const overwritten = to.row !== null && to.row !== row && !pairs.some((pair) => pair.row === to.row);
    return !(oldPathGone && overwritten);
  });
}

/** How many path parts are equal, from the name upwards: "same name" is one. */
function equalEnd(one: string, other: string): number {
  const [parts, others] = [one.split("/").reverse(), other.split("/").reverse()];
  const differs = parts.findIndex((part, index) => part !== others[index]);
  return differs === -1 ? parts.length : differs;
}

export function lose(row: ModelRow): void {
  Object.assign(row, { lastPath: row.path, path: null, state: "missing" });
}

export function isAsKnown(known: FileOnDisk, now: FileOnDisk): boolean {
  const both = known.inode !== now.inode && known.ctime !== now.ctime;
  return known.size === now.size && known.mtime === now.mtime && !both;
}

export function isSameFile(known: FileOnDisk, now: FileOnDisk): boolean {
  return (
    now.birth !== 0n && known.device === now.device && known.inode === now.inode && known.birth === now.birth
  );
}

/** "The inode, birth time, size and mtime that a catalogued row had" */
export function isKnownAgain(known: FileOnDisk, now: FileOnDisk): boolean {
  return isSameFile(known, now) && known.size === now.size && known.mtime === now.mtime;
}
