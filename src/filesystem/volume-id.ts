import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isNetworkType } from "./file-system-type.ts";
import { inTime } from "./in-time.ts";
import { mountOf, parseMountinfo, type Mount } from "./mounted-file-systems.ts";

/** Where udev names disks by the UUIDs of their file systems. */
const DISKS_BY_UUID = "/dev/disk/by-uuid";

/**
 * What tells a mounted file system from any other, whatever it is mounted at: its UUID, or the share that it shows. Null where
 * that is not to be had (not on Linux, no udev). Asks no drive. `folders` have no links in them.
 */
export async function readVolumeIds(
  folders: readonly string[],
  disksByUuid = DISKS_BY_UUID,
): Promise<(string | null)[]> {
  if (process.platform !== "linux" || folders.length === 0) return folders.map(() => null);
  const mountinfo = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  const mounts = parseMountinfo(mountinfo);
  const uuids = await readUuids(disksByUuid);
  return Promise.all(folders.map((folder) => volumeIdOf(mountOf(folder, mounts), uuids)));
}

async function volumeIdOf(mount: Mount | null, uuids: ReadonlyMap<string, string>): Promise<string | null> {
  if (mount === null) return null;
  if (mount.source.startsWith("/dev/")) {
    const uuid = uuids.get(await realDevice(mount.source));
    return uuid === undefined ? null : `uuid:${uuid}`;
  }
  return isNetworkType(mount.type) && /[:/]/.test(mount.source) ? `share:${mount.source}` : null;
}

/** UUIDs by their devices. */
async function readUuids(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const pairs = await Promise.all(
    names.map(async (uuid) => [await realDevice(join(folder, uuid)), uuid] as const),
  );
  return new Map(pairs);
}

async function realDevice(path: string): Promise<string> {
  return inTime(() => realpath(path)).catch(() => path);
}
