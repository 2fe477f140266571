import { stat } from "node:fs/promises";
import { join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { runProgram, type ServerUser } from "./run-program.ts";

/**
 * Whom the server of the cluster in `folder` runs as: undefined is ourselves. PostgreSQL refuses to run as root, so root
 * takes the user who owns the cluster, for a new one `postgres`, else `nobody`. No user is ever created.
 */
export async function serverUser(folder: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await clusterOwner(folder);
  for (const name of owner === undefined ? ["postgres", "nobody"] : [owner]) {
    const user = await lookUpUser(name);
    if (user) return user;
  }
  throw new CatalogError(
    "embedded-unavailable",
    "PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`: run musaic-catalog as an ordinary user",
  );
}

async function clusterOwner(folder: string): Promise<string | undefined> {
  try {
    const { uid } = await stat(join(folder, "PG_VERSION"));
    return uid === 0 ? undefined : String(uid);
  } catch {
    return undefined;
  }
}

/** Through `id`, which also knows the users of a directory service. `name` may be a number. */
async function lookUpUser(name: string): Promise<ServerUser | undefined> {
  const asked = await Promise.all(["-u", "-g", "-un"].map((what) => runProgram("id", [what, name])));
  const [uid, gid, known] = asked.map(({ code, output }) => (code === 0 ? output.trim() : ""));
  if (!uid || !gid || !known) return undefined;
  // macOS says 4294967294 for nobody's -2, which is what setuid wants here.
  return { uid: Number(uid) | 0, gid: Number(gid) | 0, name: known };
}

/** Whether that user can go into this folder, access lists and all: by trying. */
export async function canEnter(user: ServerUser, folder: string): Promise<boolean> {
  const { code } = await runProgram("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { user });
  return code === 0;
}
