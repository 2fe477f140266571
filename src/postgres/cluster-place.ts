import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { access, constants, mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { clusterNotMade } from "./cluster-not-made.ts";
import { ROOT_STATE_FOLDER } from "./copy-binaries.ts";
import type { ServerUser } from "./run-program.ts";
import { canEnter, serverUser } from "./server-user.ts";
import { errorCode, errorMessage } from "../domain/error-code.ts";

export interface ClusterPlace {
  /** Where the cluster lies or will lie: absolute, links resolved. Its parent exists. */
  readonly folder: string;
  /** Whom its server runs as; undefined is ourselves. */
  readonly user: ServerUser | undefined;
  readonly notes: readonly string[];
}

/** Finds where the cluster that was asked for as `folder` really lies, and whose it is. */
export async function clusterPlace(folder: string): Promise<ClusterPlace> {
  const wanted = await resolveLinks(resolve(folder));
  const user = await serverUser(wanted);
  if (user === undefined) {
    await makeFolder(dirname(wanted));
    return { folder: wanted, user, notes: [] };
  }
  if (await canGoTo(user, dirname(wanted))) {
    return {
      folder: wanted,
      user,
      notes: [`running as root: the server runs as user ${user.name}, its cluster is in ${wanted}`],
    };
  }
  return placeForRoot(wanted);
}

async function placeForRoot(wanted: string): Promise<ClusterPlace> {
  const folder = rootPlace(wanted);
  const user = await serverUser(folder);
  await makeFolder(ROOT_STATE_FOLDER);
  if (user && !(await canEnter(user, ROOT_STATE_FOLDER)))
    throw new CatalogError(
      "embedded-unavailable",
      `user ${user.name} can't enter ${ROOT_STATE_FOLDER}: chmod 755 it`,
    );
  const note = `running as root: the server runs as user ${user?.name}, who can't reach ${wanted}, so its cluster is in ${folder}`;
  return { folder, user, notes: [note] };
}

/** 48 bits of the path: as good as unique among the clusters of one machine, and short enough for a socket's path. */
export function clusterHash(folder: string): string {
  return createHash("sha256").update(folder).digest("hex").slice(0, 12);
}

/** Whether a cluster that was asked for as `folder` has been made, there or where root's server can reach it. */
export async function clusterIsMade(folder: string): Promise<boolean> {
  const wanted = await resolveLinks(resolve(folder));
  return [wanted, rootPlace(wanted)].some((place) => existsSync(join(place, "PG_VERSION")));
}

/** Two projects may both have a `data/pg`: the name tells them apart. */
function rootPlace(wanted: string): string {
  return join(ROOT_STATE_FOLDER, `${basename(wanted)}-${clusterHash(wanted)}`);
}

/** Looks before it makes anything: a folder that stays empty should not be left behind below /root. */
async function canGoTo(user: ServerUser, folder: string): Promise<boolean> {
  const nearest = await nearestExisting(folder);
  // A file in the way is no question of rights: making the folder says so.
  if ((await stat(nearest)).isDirectory() && !(await canEnter(user, nearest))) return false;
  await makeFolder(folder);
  return canEnter(user, folder);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    // Node's own error is ENOENT where several folders are to be made (20.20).
    const refusal = await access(await nearestExisting(folder), constants.W_OK).catch(
      (reason: unknown) => reason,
    );
    if (errorCode(refusal) === "EROFS") throw clusterNotMade(folder, refusal);
    const message = `the database's folder can't be made: ${errorMessage(error)}`;
    throw new CatalogError("embedded-unavailable", message, { cause: error });
  }
}

async function nearestExisting(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    return dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
  }
}

/** One cluster has one name, whichever way it was named; what doesn't exist yet keeps its name. */
async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : join(await resolveLinks(dirname(path)), basename(path));
  }
}
