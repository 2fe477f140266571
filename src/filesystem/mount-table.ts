import { readFileSync } from "node:fs";
import { isNetworkType } from "./file-system-type.ts";
import { mountOf, parseMountinfo } from "./mounted-file-systems.ts";

/**
 * Where file systems are mounted, as Linux says it: a btrfs subvolume, or the empty stand-in of one after a rollback, has a
 * device number of its own and is no mount. Null where there is no such table: then another device number must do.
 */
export function readMountPoints(): ReadonlySet<string> | null {
  if (process.platform !== "linux") return null;
  try {
    // The kernel makes it from memory: it never waits for a drive.
    const mounts = parseMountinfo(readFileSync("/proc/self/mountinfo", "utf8"));
    // An automount that waits for its drive is no drive.
    return new Set(mounts.filter(({ type }) => type !== "autofs").map(({ folder }) => folder));
  } catch {
    return null;
  }
}

/** Whether the path, as it is written, lies on a network drive or in FUSE: a look there may never come back. Asks no drive. */
export function mayHang(path: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    const type = mountOf(path, parseMountinfo(readFileSync("/proc/self/mountinfo", "utf8")))?.type ?? "";
    return isNetworkType(type) || type.startsWith("fuse");
  } catch {
    return false;
  }
}

/** Whether two paths, as they are written, lie in one mounted file system. Asks no drive; where it can't be told: no. */
export function isOnOneMount(one: string, other: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    const mounts = parseMountinfo(readFileSync("/proc/self/mountinfo", "utf8"));
    const [mount, of] = [mountOf(one, mounts), mountOf(other, mounts)];
    return mount !== null && mount.folder === of?.folder;
  } catch {
    return false;
  }
}
