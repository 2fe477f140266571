import { stat } from "node:fs/promises";
import { errnoOf } from "../domain/error-code.ts";
import type { CatalogError } from "../domain/catalog-error.ts";
import { listLibraries } from "../catalog/libraries.ts";
import { migrate } from "../catalog/schema.ts";
import { withSession } from "../catalog/session.ts";
import { inTime } from "../filesystem/in-time.ts";
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
  if ((await Promise.all(folders.map(isFolder))).includes(true)) return;
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

/** Nobody waits longer to learn that a folder can be followed. */
const ANSWER_MS = 5_000;

/** What can't be looked at may be one: only the pass can tell. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await inTime(() => stat(path), ANSWER_MS)).isDirectory();
  } catch (error) {
    const errno = errnoOf(error);
    return errno !== "ENOENT" && errno !== "ENOTDIR";
  }
}
