import { statSync } from "node:fs";
import type { CatalogError } from "../domain/catalog-error.ts";
import { listLibraries } from "../catalog/libraries.ts";
import { migrate } from "../catalog/schema.ts";
import { withSession } from "../catalog/session.ts";
import { unknownFolder } from "../scan/plan/unknown-folder.ts";
import type { CommandContext } from "./run-command.ts";

/**
 * Throws where a person named folders to follow, and none of them is there or was ever known: they mistyped, and would wait
 * for nothing. A database that is away can't say what was known: then nothing is refused.
 */
export async function refuseUnknownFolders(
  folders: readonly string[],
  withDatabase: CommandContext["withDatabase"],
): Promise<void> {
  // One that is there is followed: the usual case, and no question to the database.
  if (folders.some(isFolder)) return;
  const faults = await faultsOf(folders, withDatabase).catch(() => [null]);
  const first = faults[0] ?? null;
  if (first !== null && !faults.includes(null)) throw first;
}

/** Null for each folder that the catalog knows. */
async function faultsOf(
  folders: readonly string[],
  withDatabase: CommandContext["withDatabase"],
): Promise<(CatalogError | null)[]> {
  return withDatabase(({ address }) =>
    withSession(address, async (session) => {
      await migrate(session);
      const known = await listLibraries(session);
      const faults: (CatalogError | null)[] = [];
      for (const folder of folders) faults.push(await unknownFolder(session, folder, known));
      return faults;
    }),
  );
}

/** What can't be looked at may be one: only the pass can tell. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return true;
  }
}
