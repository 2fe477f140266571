import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ClusterPlace } from "./cluster-place.ts";
import { clusterNotMade } from "./cluster-not-made.ts";
import { lastUsefulLine, runProgram } from "./run-program.ts";
import type { ServerBinaries } from "./server-binaries.ts";
import { initdbArguments, loginMap, loginRules } from "./server-settings.ts";
import { PASSWORD_FILE, writePassword } from "./windows-login.ts";
import { errorCode } from "../domain/error-code.ts";

export interface CreateOptions {
  readonly binaries: ServerBinaries;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a cluster in a new folder beside and renames it into place, so that it is whole or not there. If another process was
 * faster, its cluster stays and ours is removed.
 *
 * Throws `CatalogError("embedded-unavailable")` with the reason, and the signal's reason if it aborts.
 */
export async function createCluster(place: ClusterPlace, options: CreateOptions): Promise<void> {
  await removeLeftovers(place.folder);
  const fresh = `${place.folder}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(fresh, { mode: 0o700 });
    if (place.user) await chown(fresh, place.user.uid, place.user.gid);
    await initialise(fresh, place, options);
    await writeLogins(fresh, place);
    await moveIntoPlace(fresh, place.folder);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof CatalogError) throw error;
    throw clusterNotMade(place.folder, error);
  } finally {
    await rm(fresh, { recursive: true, force: true, maxRetries: 3 });
    await rm(`${fresh}.password`, { force: true });
  }
}

async function initialise(fresh: string, place: ClusterPlace, options: CreateOptions): Promise<void> {
  const passwordFile = process.platform === "win32" ? `${fresh}.password` : undefined;
  if (passwordFile !== undefined) await writePassword(passwordFile);
  const args = [...initdbArguments(passwordFile), "-D", fresh];
  const { user } = place;
  // 0.7 s on an SSD; a slow external disk that syncs 1,000 files may need a minute.
  const made = await runProgram(options.binaries.initdb, args, {
    user,
    signal: options.signal,
    timeoutMs: 120_000,
  });
  options.signal?.throwIfAborted();
  if (made.code !== 0) {
    const reason = made.errno ?? lastUsefulLine(made.output);
    throw new CatalogError("embedded-unavailable", `no database can be made in ${place.folder}: ${reason}`);
  }
  if (passwordFile !== undefined) await rename(passwordFile, join(fresh, PASSWORD_FILE));
}

async function writeLogins(fresh: string, { user }: ClusterPlace): Promise<void> {
  // The service user that root lends the server owns the files; it needs no log-in.
  const users = user ? [] : [userInfo().username];
  await writeFile(join(fresh, "pg_hba.conf"), loginRules(process.platform), { flush: true });
  if (process.platform !== "win32")
    await writeFile(join(fresh, "pg_ident.conf"), loginMap(users), { flush: true });
}

async function moveIntoPlace(fresh: string, folder: string): Promise<void> {
  try {
    // POSIX renames over an empty folder by itself.
    if (process.platform === "win32") await rmdir(folder).catch(() => undefined);
    await rename(fresh, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    switch (errorCode(error)) {
      // Another process was faster: its cluster is as good.
      case "ENOTEMPTY":
      case "EEXIST":
        return;
      case "EBUSY":
      case "EXDEV":
        throw new CatalogError(
          "embedded-unavailable",
          `${folder} is a mount point: name a folder inside it, such as embedded:${join(folder, "cluster")}`,
        );
      default:
        throw error;
    }
  }
}

/** Else a power cut could take the name of a cluster that already holds a catalog. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a process that was killed in the middle left behind. */
async function removeLeftovers(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix) || isProcess(Number.parseInt(name.slice(prefix.length), 10))) continue;
    // Its initdb may still be writing for a moment; then the next first start removes it.
    await rm(join(dirname(folder), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
