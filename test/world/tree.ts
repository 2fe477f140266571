import { lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

/** A tree as a literal: paths relative to its folder, and what stands there. */
export type TreeLiteral = Readonly<Record<string, Buffer | string>>;

/** Makes files below `folder`; folders come by themselves. */
export function makeTree(folder: string, literal: TreeLiteral): void {
  for (const [path, content] of Object.entries(literal)) putFile(join(folder, path), content);
}

export function putFile(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Every file below a folder, relative, sorted. */
export function listTree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** A folder for the length of `use`, gone afterwards. Its path has no links in it. */
export async function withFolder<T>(use: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(parent, "musaic-tree-")));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
