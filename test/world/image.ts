import { spawnSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { withFolder } from "./tree.ts";

/** A drive in an image file: mounted at `folder`, and again after `unplug`. */
export interface ImageDrive {
  readonly folder: string;
  unplug(): void;
  plug(): void;
}

interface ImageKind {
  readonly sizeMb: number;
  /** Makes the file system in an image. */
  readonly make: readonly string[];
  /** Mounts a block device at a folder. */
  readonly mount: (device: string, folder: string) => readonly string[];
  readonly packages: string;
}

const KINDS = {
  exfat: {
    sizeMb: 64,
    make: ["mkfs.exfat"],
    mount: (device, folder) => ["mount.exfat-fuse", device, folder],
    packages: "exfat-fuse exfatprogs",
  },
  btrfs: {
    sizeMb: 128,
    make: ["mkfs.btrfs", "-q"],
    mount: (device, folder) => ["mount", "-t", "btrfs", device, folder],
    packages: "btrfs-progs",
  },
} as const satisfies Record<string, ImageKind>;

/** For the length of `use`; skipped, with a word, where this machine can't have such a drive. */
export async function withImageDrive(
  context: TestContext,
  kind: keyof typeof KINDS,
  use: (drive: ImageDrive) => Promise<void>,
): Promise<void> {
  const { sizeMb, make, mount, packages } = KINDS[kind];
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    context.skip("only root on Linux may mount an image");
  await withFolder(async (root) => {
    const [image, folder] = [join(root, "image"), join(root, "drive")];
    writeFileSync(image, "");
    truncateSync(image, sizeMb * 2 ** 20);
    mkdirSync(folder);
    if (run([...make, image]) === null) context.skip(`needs Debian's ${packages}`);
    const device = run(["losetup", "-f", "--show", image])?.trim() ?? "";
    if (device === "") context.skip("this machine has no loop device to give");
    const plug = (): boolean => run(mount(device, folder)) !== null;
    try {
      if (!plug()) context.skip(`this machine mounts no ${kind}`);
      await use({
        folder,
        plug: () => {
          if (!plug()) throw new Error(`can't mount ${kind} again`);
        },
        unplug: () => {
          if (run(["umount", folder]) === null) throw new Error(`can't unmount ${folder}`);
        },
      });
    } finally {
      run(["umount", "-l", folder]);
      run(["losetup", "-d", device]);
    }
  });
}

/** What it printed; null if it failed or is not there. */
export function run(command: readonly string[]): string | null {
  const [program = "", ...args] = command;
  const done = spawnSync(program, args, { encoding: "utf8" });
  return done.status === 0 ? done.stdout : null;
}
