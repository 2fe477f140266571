import { expect, test } from "vitest";
import { fileSystemTypeOf, isNetworkType, tellsAll } from "../../src/filesystem/file-system-type.ts";
import { mountOf, parseMountCommand, parseMountinfo } from "../../src/filesystem/mounted-file-systems.ts";
import { temporaryFolder } from "./watch/follower.ts";

const MOUNTINFO = String.raw`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw
40 27 0:35 / /mnt/My\040Samples rw,relatime - nfs4 nas:/samples rw,vers=4.2
41 40 8:1 / /mnt/My\040Samples/local rw - btrfs /dev/sda1 rw
42 27 0:36 / /home/me/remote rw - fuse.sshfs me@host: rw
43 27 8:2 / /media/usb rw - vfat /dev/sdb1 rw
44 43 0:37 / /media/usb rw - cifs //nas/share rw
`;

test("the deepest mount above a folder is its file system, and of two at one place the later", () => {
  const mounts = parseMountinfo(MOUNTINFO);
  const typeOf = (path: string) => mountOf(path, mounts)?.type;

  expect(
    [
      "/",
      "/home/me",
      "/mnt/My Samples",
      "/mnt/My Samples/Kicks",
      "/mnt/My Samples 2",
      "/mnt/My Samples/local/x",
      "/home/me/remote/a",
      "/media/usb/a",
    ].map(typeOf),
  ).toEqual(["ext4", "ext4", "nfs4", "nfs4", "ext4", "btrfs", "fuse.sshfs", "cifs"]);
});

test("macOS's mount says where and what", () => {
  const text = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//me@nas/Samples on /Volumes/Samples (old) (smbfs, nodev, nosuid, mounted by me)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
`;

  expect(parseMountCommand(text)).toEqual([
    { folder: "/", type: "apfs", source: "/dev/disk3s1s1" },
    { folder: "/Volumes/Samples (old)", type: "smbfs", source: "//me@nas/Samples" },
    { folder: "/System/Volumes/Data/home", type: "autofs", source: "map auto_home" },
  ]);
});

test("network file systems are known by name, and FUSE is one unless it is known to be local", () => {
  const types = ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "fuse.rclone", "virtiofs"];
  const localTypes = [
    "ext4",
    "btrfs",
    "xfs",
    "vfat",
    "exfat",
    "fuse",
    "fuseblk",
    "fuse.mergerfs",
    "overlay",
    "tmpfs",
    "fusectl",
  ];

  expect([types.map(isNetworkType), localTypes.map(isNetworkType)]).toEqual([
    types.map(() => true),
    localTypes.map(() => false),
  ]);
});

test("a folder of this machine is local, and one that is gone is not known", async () => {
  using folder = temporaryFolder();

  expect((await fileSystemTypeOf(folder.path)).isNetwork).toBe(false);
  expect(await fileSystemTypeOf(`${folder.path}/gone`)).toEqual({
    type: "unknown",
    isNetwork: false,
    tellsAll: false,
  });
});

test("only a file system that is known to tell of every change is trusted for hours", () => {
  const polled = [
    "overlay",
    "fuse",
    "fuse.mergerfs",
    "fuse.unionfs-fuse",
    "fuse.new-thing",
    "aufs",
    "unknown",
  ];
  expect(polled.filter((type) => tellsAll(type))).toEqual([]);
  const trusted = ["ext4", "btrfs", "xfs", "exfat", "ntfs3", "fuseblk", "tmpfs", "apfs"];
  expect(trusted.filter((type) => !tellsAll(type))).toEqual([]);
});
