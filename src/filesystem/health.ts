import { lstat, opendir, readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ANSWER_TIMEOUT } from "../answer-timeout.ts";
import { isBelow, movedPath } from "../domain/path-rules.ts";
import { errnoOf } from "../domain/error-code.ts";
import { markOfFolder, type FolderMark } from "./folder-mark.ts";
import { inTime, NoAnswerError } from "./in-time.ts";
import { listedRealPath } from "./listed-path.ts";
import { readMountPoints } from "./mount-table.ts";

/** What a library was known to be when it was last seen. */
export interface KnownShape {
  /** The library's folder was itself the root of a mounted file system. */
  readonly isMountPoint: boolean;
  /** Drives that were mounted inside it. */
  readonly mounts: readonly string[];
}

export type Health =
  | {
      readonly kind: "healthy";
      readonly mark: FolderMark;
      readonly realPath: string;
      readonly isMountPoint: boolean;
      /** Drives inside the library that are not mounted now: what lies below them is offline. */
      readonly offlineMounts: readonly string[];
    }
  | {
      readonly kind: "offline";
      readonly why: "absent" | "not-a-folder" | "unreadable" | "unmounted" | "stalled";
      readonly reason: string;
    };

/** BTRFS_FIRST_FREE_OBJECTID of linux/btrfs_tree.h: the root of every subvolume. */
const SUBVOLUME_INODE = 256n;

/** Looks whether a library can be believed: it exists, is a folder, can be listed, and its drives are mounted. */
export async function checkHealth(root: string, known: KnownShape): Promise<Health> {
  try {
    return await inTime(() => look(root, known));
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return { kind: "offline", why: "stalled", reason: `its drive did not answer for ${ANSWER_TIMEOUT}` };
  }
}

async function look(root: string, known: KnownShape): Promise<Health> {
  try {
    const stats = await stat(root, { bigint: true });
    if (!stats.isDirectory()) return { kind: "offline", why: "not-a-folder", reason: "it is not a folder" };
    await tryToList(root);
    const isMountPoint = await isMount(root);
    if (known.isMountPoint && !isMountPoint && !(await isSubvolume(root))) {
      return { kind: "offline", why: "unmounted", reason: "the drive that was mounted there is not mounted" };
    }
    const offlineMounts: string[] = [];
    for (const mount of known.mounts)
      if (!(await isMount(mount)) && !(await isSubvolume(mount))) offlineMounts.push(mount);
    return {
      kind: "healthy",
      mark: markOfFolder(stats),
      realPath: await listedRealPath(root),
      isMountPoint,
      offlineMounts,
    };
  } catch (error) {
    const errno = errnoOf(error);
    const absent = errno === "ENOENT" || errno === "ENOTDIR";
    const reason = absent ? "the folder is not there" : `the folder can't be listed (${errno})`;
    return { kind: "offline", why: absent ? "absent" : "unreadable", reason };
  }
}

/** One entry tells that it can be listed; all of 24,000 would block the main thread for 50 to 90 ms, three times a pass. */
async function tryToList(root: string): Promise<void> {
  const folder = await opendir(root, { bufferSize: 1 });
  try {
    await folder.read();
  } finally {
    await folder.close();
  }
}

/** What the system's table says; without one, a mount point's device differs from its parent's. A path that can't be looked at is none. */
async function isMount(path: string): Promise<boolean> {
  try {
    const mountPoints = readMountPoints();
    if (mountPoints !== null) return mountPoints.has(await realpath(path));
    return await hasOwnDevice(path);
  } catch {
    return false;
  }
}

/**
 * The mount points inside a library now, in its spelling. Without a table of mounts only the folders beside `known` ones are asked:
 * systems mount drives side by side.
 */
export async function mountsInside(root: string, known: readonly string[]): Promise<string[]> {
  const mountPoints = readMountPoints();
  try {
    if (mountPoints === null) return await inTime(() => mountsBeside(known));
    const realRoot = await inTime(() => realpath(root));
    const inside = [...mountPoints].filter((path) => isBelow(path, realRoot));
    return inside.map((path) => movedPath(path, { from: realRoot, to: root }));
  } catch {
    return [];
  }
}

async function mountsBeside(known: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of new Set(known.map((path) => dirname(path)))) {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (await isMount(path)) found.push(path);
    }
  }
  return found;
}

/** What an older version took for a drive: a btrfs subvolume is where it was. */
async function isSubvolume(path: string): Promise<boolean> {
  try {
    return (await stat(path, { bigint: true })).ino === SUBVOLUME_INODE && (await hasOwnDevice(path));
  } catch {
    return false;
  }
}

async function hasOwnDevice(path: string): Promise<boolean> {
  const [own, parent] = [await stat(path, { bigint: true }), await lstat(dirname(path), { bigint: true })];
  return own.isDirectory() && own.dev !== parent.dev;
}
