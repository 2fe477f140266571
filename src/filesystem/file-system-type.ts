import { execFile } from "node:child_process";
import { readFile, realpath, statfs } from "node:fs/promises";
import { promisify } from "node:util";
import { inTime } from "./in-time.ts";
import { mountOf, parseMountCommand, parseMountinfo, type Mount } from "./mounted-file-systems.ts";

/** On what a folder lies. */
export interface FileSystemType {
  /** As the system names it (`ext4`, `nfs4`, `fuse.sshfs`); "unknown" where it does not say. */
  readonly type: string;
  /** A look at it may never come back: it is polled by threads of ours, and not watched. */
  readonly isNetwork: boolean;
  /** Every change to it is an event. Of others, what is done underneath or elsewhere is none: they are watched and polled. */
  readonly tellsAll: boolean;
}

/**
 * File systems of which our system is the only writer. Not among them are those over other folders (overlay, mergerfs, bindfs),
 * which say nothing of what is done there, and any whose kind nobody here has tried.
 */
const TELLING_TYPES: ReadonlySet<string> = new Set(
  (
    "ext2 ext3 ext4 xfs btrfs f2fs jfs nilfs2 reiserfs bcachefs zfs vfat msdos exfat ntfs ntfs3 ufsd hfs hfsplus apfs udf iso9660 " +
    "squashfs erofs tmpfs ramfs fuseblk fuse.exfat fuse.ntfs-3g"
  ).split(" "),
);

export function tellsAll(type: string): boolean {
  return TELLING_TYPES.has(type);
}

/**
 * File systems that number a file for as long as it is there, and keep when it came: inode and birth time tell it from any other. FAT
 * and exFAT deal numbers anew at each mount, overlays change both marks when they copy a file up, FUSE does as it likes.
 */
const MARKING_TYPES: ReadonlySet<string> = new Set(["ext2", "ext3", "ext4", "xfs", "btrfs", "apfs"]);

/** Whether a file in the folder can be known by inode and birth time; no where that can't be told (Windows does not say what NTFS is). */
export async function keepsFileMarks(folder: string): Promise<boolean> {
  return MARKING_TYPES.has((await fileSystemTypeOf(folder)).type);
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

/**
 * FUSE file systems over a local disk or folder; of any other we can't know where its files come from, so it counts as network.
 * Plain "fuse" is what bindfs says, and ntfs-3g of an image: it waits for no network that would not have a name.
 */
const LOCAL_FUSE_TYPES: ReadonlySet<string> = new Set(
  "fuse fuseblk fuse.mergerfs fuse.bindfs fuse.gocryptfs fuse.encfs fuse.cryfs fuse.fuse-overlayfs fuse.lxcfs fuse.portal fuse.exfat fuse.ntfs-3g fuse.unionfs fuse.unionfs-fuse fuse.fuse-zip fuse.squashfuse".split(
    " ",
  ),
);

/** Several drives shown as one folder: one of them may be away while all else is there. */
const POOL_TYPES: ReadonlySet<string> = new Set(
  "fuse.mergerfs fuse.unionfs fuse.unionfs-fuse fuse.mhddfs aufs".split(" "),
);

/** Whether a folder lies on a pool of drives; false where that can't be told in time. */
export async function isInPool(folder: string): Promise<boolean> {
  try {
    return POOL_TYPES.has((await inTime(() => fileSystemTypeOf(folder))).type);
  } catch {
    return false;
  }
}

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

const UNKNOWN: FileSystemType = { type: "unknown", isNetwork: false, tellsAll: false };

/** Never throws: a folder that can't be asked about is "unknown": watched, and polled as well. */
export async function fileSystemTypeOf(folder: string): Promise<FileSystemType> {
  try {
    if (process.platform === "linux") return await onLinux(folder);
    if (process.platform === "win32") return await onWindows(folder);
    if (process.platform !== "darwin") return UNKNOWN;
    const { stdout } = await promisify(execFile)("/sbin/mount");
    return await byMounts(folder, parseMountCommand(stdout));
  } catch {
    return UNKNOWN;
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
  return { type: name ?? "unknown", isNetwork: name !== undefined, tellsAll: false };
}

async function byMounts(folder: string, mounts: readonly Mount[]): Promise<FileSystemType> {
  const type = mountOf(await realpath(folder), mounts)?.type ?? "unknown";
  return { type, isNetwork: isNetworkType(type), tellsAll: tellsAll(type) };
}

/** Windows resolves a drive letter of a network drive to its `\\server\share`; local paths keep their letter. */
async function onWindows(folder: string): Promise<FileSystemType> {
  const isNetwork = (await realpath(folder)).startsWith("\\\\");
  return { type: isNetwork ? "network drive" : "local drive", isNetwork, tellsAll: !isNetwork };
}
