import { chown, lstat, mkdir, mkdtemp, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { clusterHash } from "./cluster-place.ts";
import { pidUse } from "./pid-use.ts";
import { parsePostmaster } from "./postmaster-file.ts";
import type { ServerUser } from "./run-program.ts";
import { errorCode } from "../domain/error-code.ts";

/** The kernel takes 107 bytes on Linux and 103 on macOS; PostgreSQL refuses more. */
const MAX_SOCKET_PATH_BYTES = 99;
const SOCKET_NAME = ".s.PGSQL.5432";

/**
 * Makes the folder for the socket of a cluster's server: that user's own, mode 0700. Its name comes from the cluster's path, so that
 * restarts leave nothing behind; clients learn it from the server's `postmaster.pid`.
 */
export async function makeSocketFolder(cluster: string, user: ServerUser | undefined): Promise<string> {
  const owner = user?.uid ?? process.getuid?.() ?? 0;
  const folder = join(
    await socketBase(owner, process.env["XDG_RUNTIME_DIR"]),
    `musaic-${owner}-${clusterHash(cluster)}`,
  );
  if (await makeOwnFolder(folder, user)) {
    await removeStaleLock(join(folder, `${SOCKET_NAME}.lock`), cluster);
    return folder;
  }
  // Someone put something else there (anyone may, in /tmp): a name nobody can know before.
  const other = await mkdtemp(`${folder}-`);
  if (user) await chown(other, user.uid, user.gid);
  return other;
}

/** Left by a killed server. PostgreSQL removes it too, but not where its pid is another program's or a zombie's now. */
async function removeStaleLock(lock: string, cluster: string): Promise<void> {
  try {
    const pid = parsePostmaster(await readFile(lock, "utf8"))?.pid;
    if (pid === undefined || (await pidUse(pid, cluster)) === "other") await unlink(lock);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** The runtime folder where it is that user's own, its path needs no quoting in a shell and is short; else /tmp. */
async function socketBase(owner: number, runtime: string | undefined): Promise<string> {
  const longest = join(runtime ?? "", `musaic-${owner}-${"0".repeat(12)}-XXXXXX`, SOCKET_NAME);
  const fits =
    runtime !== undefined && /^\/[\w./-]*$/.test(runtime) && longest.length <= MAX_SOCKET_PATH_BYTES;
  return fits && (await isPrivate(runtime, owner)) ? runtime : "/tmp";
}

async function makeOwnFolder(folder: string, user: ServerUser | undefined): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    if (user) await chown(folder, user.uid, user.gid);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    return isPrivate(folder, user?.uid ?? process.getuid?.() ?? 0);
  }
}

/** A real folder (no link) of this owner that nobody else can enter. */
async function isPrivate(folder: string, owner: number): Promise<boolean> {
  try {
    const { mode, uid } = await lstat(folder);
    return (mode & 0o170_000) === 0o040_000 && uid === owner && (mode & 0o077) === 0;
  } catch {
    return false;
  }
}
