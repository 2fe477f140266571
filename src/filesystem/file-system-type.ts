import { execFile } from "node:child_process";
import { readFile, realpath, statfs } from "node:fs/promises";
import { promisify } from "node:util";
import { mountOf, parseMountCommand, parseMountinfo, type Mount } from "./mounted-file-systems.ts";

/** On what a folder lies. `isNetwork`: others may change it without our system's knowing, so it must be polled. */
export interface FileSystemType {
  /** As the system names it (`ext4`, `nfs4`, `fuse.sshfs`); "unknown" where it does not say. */
  readonly type: string;
  readonly isNetwork: boolean;
}

/**
 * Names of types, as mountinfo, `mount` on macOS and /proc/filesystems give them: network and cluster file systems, and the
 * shared folders of virtual machines, whose host changes files unheard.
 */
const NETWORK_TYPES: ReadonlySet<string> = new Set(
  (
    "nfs nfs4 cifs smb3 smbfs smb2 9p afs ceph coda ncpfs lustre gfs2 ocfs2 gpfs beegfs glusterfs orangefs pvfs2 " +
    "afpfs webdav davfs ftp vboxsf vmhgfs prl_fs virtiofs"
  ).split(" "),
);

/** FUSE file systems over a local disk; of any other we can't know where its files come from, so it counts as network. */
const LOCAL_FUSE_TYPES: ReadonlySet<string> = new Set(
  "fuseblk fuse.mergerfs fuse.bindfs fuse.gocryptfs fuse.encfs fuse.fuse-overlayfs fuse.lxcfs fuse.portal fuse.exfat fuse.ntfs-3g fuse.unionfs".split(
    " ",
  ),
);

/** `f_type` of statfs(2): linux/magic.h for all but Lustre, GFS2 and OCFS2, which are in their own headers. */
const NETWORK_MAGIC: ReadonlyMap<number, string> = new Map([
  [0x6969, "nfs"],
  [0x517b, "smb"],
  [0xff534d42, "cifs"],
  [0xfe534d42, "smb2"],
  [0x01021997, "9p"],
  [0x5346414f, "afs"],
  [0x6b414653, "afs"],
  [0x00c36400, "ceph"],
  [0x73757245, "coda"],
  [0x564c, "ncpfs"],
  [0x65735546, "fuse"],
  [0x786f4256, "vboxsf"],
  [0x0bd00bd0, "lustre"],
  [0x01161970, "gfs2"],
  [0x7461636f, "ocfs2"],
]);

/** Never throws: a folder that can't be asked about is "unknown" and taken for local. */
export async function fileSystemTypeOf(folder: string): Promise<FileSystemType> {
  try {
    if (process.platform === "linux") return await onLinux(folder);
    if (process.platform === "win32") return await onWindows(folder);
    if (process.platform !== "darwin") return { type: "unknown", isNetwork: false };
    const { stdout } = await promisify(execFile)("/sbin/mount");
    return await byMounts(folder, parseMountCommand(stdout));
  } catch {
    return { type: "unknown", isNetwork: false };
  }
}

export function isNetworkType(type: string): boolean {
  return NETWORK_TYPES.has(type) || (/^fuse(?:\.|$)/u.test(type) && !LOCAL_FUSE_TYPES.has(type));
}

/** The name says more than the number, which is one for all of FUSE; the number serves where /proc is not mounted. */
async function onLinux(folder: string): Promise<FileSystemType> {
  const mountinfo = await readFile("/proc/self/mountinfo", "utf8").catch(() => null);
  if (mountinfo !== null) return byMounts(folder, parseMountinfo(mountinfo));
  const { type } = await statfs(folder, { bigint: true });
  const name = NETWORK_MAGIC.get(Number(BigInt.asUintN(32, type)));
  return { type: name ?? "unknown", isNetwork: name !== undefined };
}

async function byMounts(folder: string, mounts: readonly Mount[]): Promise<FileSystemType> {
  const type = mountOf(await realpath(folder), mounts)?.type ?? "unknown";
  return { type, isNetwork: isNetworkType(type) };
}

/** Windows resolves a drive letter of a network drive to its `\\server\share`; local paths keep their letter. */
async function onWindows(folder: string): Promise<FileSystemType> {
  const isNetwork = (await realpath(folder)).startsWith("\\\\");
  return { type: isNetwork ? "network drive" : "local drive", isNetwork };
}
