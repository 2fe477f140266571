import { spawnSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { withDatabase, type TestDatabase } from "./database.ts";
import { withFolder } from "./tree.ts";

/** How each kind of drive is made in a file, and mounted (a device or a folder) at a place. */
const KINDS = {
  ext4: { makes: ["mkfs.ext4", "-q", "-F"], mounts: ["mount", "-t", "ext4"], needs: "e2fsprogs" },
  // It takes no image below 300 MB.
  xfs: { makes: ["mkfs.xfs", "-q", "-f"], mounts: ["mount", "-t", "xfs"], needs: "xfsprogs" },
  btrfs: { makes: ["mkfs.btrfs", "-q", "-f"], mounts: ["mount", "-t", "btrfs"], needs: "btrfs-progs" },
  exfat: { makes: ["mkfs.exfat"], mounts: ["mount.exfat-fuse"], needs: "exfatprogs, exfat-fuse" },
  ntfs: { makes: ["mkfs.ntfs", "-Q", "-q", "-F"], mounts: ["ntfs-3g"], needs: "ntfs-3g" },
  mergerfs: { makes: null, mounts: ["mergerfs"], needs: "mergerfs" },
} as const satisfies Record<
  string,
  { makes: readonly string[] | null; mounts: readonly string[]; needs: string }
>;

/** Small enough to be made at once, as it stays empty; XFS takes no less. */
const IMAGE_BYTES = 320 << 20;

export interface DriveWorld {
  readonly database: TestDatabase;
  /** A folder with nothing in it, links resolved. */
  readonly root: string;
  /** Makes a drive; it is not mounted yet. */
  makeDrive(kind: keyof typeof KINDS): Drive;
}

export interface Drive {
  mountAt(place: string): void;
  /** Where it is mounted now. */
  unmount(): void;
}

/** Real drives for the length of `use`. Skipped, with the reason, where they can't be made. */
export async function withDrives(
  context: TestContext,
  use: (world: DriveWorld) => Promise<void>,
): Promise<void> {
  if (process.platform !== "linux") context.skip("mounts drives as Linux does");
  if (process.getuid?.() !== 0) context.skip("only root may mount a drive");
  await withDatabase((database) =>
    withFolder(async (root) => {
      const undo: (() => void)[] = [];
      const makeDrive = (kind: keyof typeof KINDS): Drive =>
        makeOne(kind, { context, root: `${root}/.drives`, number: undo.length, undo });
      try {
        await use({ database, root, makeDrive });
      } finally {
        for (const step of undo.reverse()) step();
      }
    }),
  );
}

function makeOne(
  kind: keyof typeof KINDS,
  world: { context: TestContext; root: string; number: number; undo: (() => void)[] },
): Drive {
  const { makes, mounts, needs } = KINDS[kind];
  mkdirSync(world.root, { recursive: true });
  const source = join(world.root, `${kind}-${world.number}`);
  if (makes === null) mkdirSync(source);
  else {
    writeFileSync(source, "");
    truncateSync(source, IMAGE_BYTES);
    const [make = "", ...options] = makes;
    if (said(make, [...options, source]) === null) world.context.skip(`${kind}: needs ${needs} of Debian`);
  }
  let at: { place: string; device: string } | null = null;
  const drive = {
    mountAt(place: string): void {
      mkdirSync(place, { recursive: true });
      const device = makes === null ? source : (said("losetup", ["-f", "--show", source])?.trim() ?? "");
      const [mount = "", ...options] = mounts;
      if (device === "" || said(mount, [...options, device, place]) === null)
        world.context.skip(`${kind}: can't be mounted here (needs ${needs} of Debian, and loop devices)`);
      at = { place, device };
    },
    unmount(): void {
      if (at === null) return;
      if (said("umount", [at.place]) === null) said("umount", ["-l", at.place]);
      if (makes !== null) said("losetup", ["-d", at.device]);
      at = null;
    },
  };
  world.undo.push(() => drive.unmount());
  return drive;
}

/** What a command printed; null where it failed, or is not there. */
export function said(command: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", timeout: 30_000 });
  return status === 0 ? stdout : null;
}
