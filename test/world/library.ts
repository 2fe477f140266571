import { utimesSync } from "node:fs";
import { join } from "node:path";
import { idsByPath } from "./catalog.ts";
import { withDatabase, type TestDatabase } from "./database.ts";
import { scan } from "./scan.ts";
import { listTree, makeTree, withFolder, type TreeLiteral } from "./tree.ts";

/** A scanned library in a folder of its own, `<root>/library`. */
export interface ScannedLibrary {
  readonly database: TestDatabase;
  readonly root: string;
  readonly library: string;
  /** Ids by path relative to the library. */
  readonly before: Readonly<Record<string, string>>;
}

/** Long ago: what is minutes old when it is read need not be read again. */
export const LONG_AGO = 1_000_000_000;

export async function withScannedLibrary(
  literal: TreeLiteral,
  use: (scanned: ScannedLibrary) => Promise<void>,
): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "library");
      makeTree(library, literal);
      age(library);
      await scan(database, library);
      await use({ database, root, library, before: await idsByPath(database, library) });
    }),
  );
}

/** Gives every file below a folder an old mtime, in seconds since 1970. */
export function age(folder: string, mtime = LONG_AGO): void {
  for (const name of listTree(folder)) utimesSync(join(folder, name), mtime, mtime);
}

/** So many distinct files: `<folder>/0.wav`, … */
export function takes(count: number, folder: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`${folder}/${n}.wav`, `${folder} ${n}`]),
  );
}
