import { access } from "node:fs/promises";
import { dirname, join } from "node:path";

const VERSION_FILE = "PG_VERSION";

/**
 * Whether a folder with these entries is a PostgreSQL server's: often our own, beside the samples. It holds none, and every
 * statement changes something in it: watched, each pass over it would ask for the next one.
 */
export function isDatabaseFolder(entries: readonly { readonly name: string }[]): boolean {
  return entries.some(({ name }) => name === VERSION_FILE) && entries.some(({ name }) => name === "pg_wal");
}

/** Whether a folder between `root` and this one is a PostgreSQL server's. */
export async function liesInDatabase(folder: string, root: string): Promise<boolean> {
  for (let at = dirname(folder); at.length >= root.length; at = dirname(at)) {
    if ((await isThere(join(at, VERSION_FILE))) && (await isThere(join(at, "pg_wal")))) return true;
    if (at === dirname(at)) break;
  }
  return false;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
