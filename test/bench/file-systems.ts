import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { thisProcess } from "../../src/filesystem/process-identity.ts";
import { openReaderPool } from "../../src/reader/reader-pool.ts";
import { scanFolders, type ScanResult } from "../../src/scan/scan-folders.ts";
import { fileSystemTypeOf } from "../../src/filesystem/file-system-type.ts";
import { idsByPath as idsOfAll } from "../world/catalog.ts";
import { clusterBinaries, startCluster } from "../world/cluster.ts";
import type { TestDatabase } from "../world/database.ts";
import { makeTree } from "../world/tree.ts";

/**
 * What the catalog keeps on each kind of file system that this machine can mount: `tsx test/bench/file-systems.ts`, as root, with
 * Debian's packages. Prints the rows of docs/file-systems.md (or those of the kinds that it is given the names of); a kind that can't be mounted is named.
 */

/** `DIR`: a folder of the kind's own; `AT`: where it is mounted. */
interface Kind {
  readonly name: string;
  /** Makes a file system in an image, which is mounted as a block device. */
  readonly image?: readonly string[];
  readonly mount: readonly string[];
  /** The image is made of the files, and nothing in it can be changed: only that it is mounted again is tried. */
  readonly isReadOnly?: true;
}

const KINDS: readonly Kind[] = [
  { name: "ext4", image: ["mkfs.ext4", "-q", "-F"], mount: ["mount", "DIR", "AT"] },
  { name: "xfs", image: ["mkfs.xfs", "-q", "-f"], mount: ["mount", "DIR", "AT"] },
  { name: "btrfs", image: ["mkfs.btrfs", "-q", "-f"], mount: ["mount", "DIR", "AT"] },
  { name: "NTFS (ntfs-3g)", image: ["mkfs.ntfs", "-Q", "-q", "-F"], mount: ["ntfs-3g", "DIR", "AT"] },
  { name: "exFAT (exfat-fuse)", image: ["mkfs.exfat"], mount: ["mount.exfat-fuse", "DIR", "AT"] },
  {
    name: "squashfs",
    image: ["mksquashfs", "DIR", "IMAGE", "-quiet", "-noappend"],
    mount: ["mount", "-t", "squashfs", "DIR", "AT"],
    isReadOnly: true,
  },
  {
    name: "overlay",
    mount: ["mount", "-t", "overlay", "overlay", "-o", "lowerdir=DIR/1,upperdir=DIR/2,workdir=DIR/3", "AT"],
  },
  { name: "bindfs", mount: ["bindfs", "DIR", "AT"] },
  { name: "mergerfs", mount: ["mergerfs", "DIR/1:DIR/2", "AT"] },
  { name: "unionfs-fuse", mount: ["unionfs", "DIR/1=RW", "AT"] },
  { name: "sshfs", mount: ["sshfs", "-o", "directport=PORT", "127.0.0.1:DIR", "AT"] },
  { name: "rclone mount", mount: ["rclone", "mount", "DIR", "AT", "--vfs-cache-mode", "writes", "--daemon"] },
];

/** XFS takes no less. */
const IMAGE_BYTES = 320 << 20;
const LONG_AGO = 1_000_000_000;
const FILES = 40;

const done = (command: readonly string[]): string | null => {
  const [program = "", ...args] = command;
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8", timeout: 30_000 });
  return status === 0 ? stdout : null;
};

function makeFiles(library: string, { name }: Kind): void {
  const files = Array.from({ length: FILES }, (_, n) => [`a/${n}.wav`, `${name} ${n + 100}`] as const);
  makeTree(library, Object.fromEntries(files));
  for (const [path] of files) utimesSync(join(library, path), LONG_AGO, LONG_AGO);
}

class Drive {
  readonly #kind: Kind;
  readonly #folder: string;
  readonly place: string;
  #device: string | null = null;

  constructor(kind: Kind, root: string) {
    this.#kind = kind;
    this.#folder = join(root, "dir");
    this.place = join(root, "M");
    for (const name of ["1", "2", "3"]) mkdirSync(join(this.#folder, name), { recursive: true });
    mkdirSync(this.place);
    if (kind.image === undefined) return;
    const image = join(root, "image");
    if (kind.isReadOnly) {
      makeFiles(join(this.#folder, "L"), kind);
      done(kind.image.map((word) => word.replace("DIR", this.#folder).replace("IMAGE", image)));
    } else {
      writeFileSync(image, "");
      truncateSync(image, IMAGE_BYTES);
      done([...kind.image, image]);
    }
    this.#device = done(["losetup", "-f", "--show", image])?.trim() ?? null;
  }

  async mount(): Promise<boolean> {
    const before = done(["findmnt", "-n", this.place]);
    const command = this.#kind.mount.map((word) =>
      word
        .replaceAll("DIR", this.#device ?? this.#folder)
        .replace("AT", this.place)
        .replace("PORT", String(SFTP_PORT)),
    );
    if (done(command) === null) return false;
    await sleep(500);
    return done(["findmnt", "-n", this.place]) !== before;
  }

  unmount(): void {
    if (done(["umount", this.place]) === null) done(["umount", "-l", this.place]);
  }

  free(): void {
    this.unmount();
    if (this.#device !== null) done(["losetup", "-d", this.#device]);
  }
}

/** An sftp server for one connection after the other, on loopback. */
const SFTP_PORT = 18_022;

/** Those of other kinds lie outside it. */
async function idsByPath(database: TestDatabase, library: string): Promise<Record<string, string>> {
  const all = Object.entries(await idsOfAll(database, library));
  return Object.fromEntries(all.filter(([path]) => !path.startsWith("..")));
}

async function scan({ address }: TestDatabase, folder: string): Promise<ScanResult> {
  const pool = openReaderPool({ threads: 2, followSymlinks: false });
  const rules = {
    include: [],
    alwaysExclude: [],
    exclude: [],
    extensions: ["wav"],
    followSymlinks: false,
  };
  const request = {
    command: "scan",
    folders: [folder],
    rules,
    readers: 2,
    settleMs: 0,
    movedFrom: null,
  } as const;
  const flags = {
    verify: false,
    reparse: false,
    dryRun: false,
    fromConfig: false,
    acceptMissing: false,
    adopt: false,
    wait: false,
  };
  const context = { address, process: thisProcess(), pool, signal: new AbortController().signal, events: {} };
  try {
    return await scanFolders({ ...request, ...flags }, context);
  } finally {
    await pool.close();
  }
}

/** Of each step: whether all ids stayed with their content, and how many files were read. */
async function tryKind(kind: Kind, database: TestDatabase): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "musaic-fs-"));
  const drive = new Drive(kind, root);
  try {
    if (!(await drive.mount())) return `| ${kind.name} | can't be mounted here |`;
    const library = join(drive.place, "L");
    if (!kind.isReadOnly) makeFiles(library, kind);
    // rclone writes back after 5 s.
    await sleep(kind.name.startsWith("rclone") ? 7_000 : 0);
    const ids = { now: {} as Record<string, string> };
    await scan(database, library);
    ids.now = await idsByPath(database, library);
    const step = async (expected: Record<string, string>, at = library): Promise<string> => {
      const { filesRead } = await scan(database, at);
      const found = await idsByPath(database, at);
      const kept = Object.entries(expected).filter(([path, id]) => found[path] === id).length;
      ids.now = found;
      return `${kept} of ${FILES}, ${filesRead} read`;
    };
    const cells = [];
    drive.unmount();
    await drive.mount();
    cells.push(await step(ids.now));
    if (kind.isReadOnly) return `| ${kind.name} | ${cells.join(" | ")} | - | - | - | - |`;
    renameSync(join(library, "a"), join(library, "b"));
    cells.push(
      await step(
        Object.fromEntries(Object.entries(ids.now).map(([path, id]) => [path.replace("a/", "b/"), id])),
      ),
    );
    const renamed = `${library}2`;
    renameSync(library, renamed);
    cells.push(await step(ids.now, renamed));
    const [one, other, third] = ["b/0.wav", "b/1.wav", "x"].map((name) => join(renamed, name));
    renameSync(one ?? "", third ?? "");
    renameSync(other ?? "", one ?? "");
    renameSync(third ?? "", other ?? "");
    cells.push(
      await step(
        { ...ids.now, "b/0.wav": ids.now["b/1.wav"] ?? "", "b/1.wav": ids.now["b/0.wav"] ?? "" },
        renamed,
      ),
    );
    const { type, isNetwork, tellsAll } = await fileSystemTypeOf(drive.place);
    const how = isNetwork ? "polled" : tellsAll ? "watched" : "watched and polled";
    return `| ${kind.name} (\`${type}\`) | ${cells.join(" | ")} | ${how} |`;
  } catch (error) {
    return `| ${kind.name} | failed: ${String(error)} |`;
  } finally {
    drive.free();
    rmSync(root, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const cluster = startCluster("bench", clusterBinaries()[0]?.binFolder ?? "");
  const server = spawn("socat", [
    `TCP-LISTEN:${SFTP_PORT},bind=127.0.0.1,fork,reuseaddr`,
    "EXEC:/usr/lib/openssh/sftp-server",
  ]);
  server.on("error", () => undefined);
  try {
    const url = cluster.url("postgres");
    const database = { url, address: addressOfUrl(url) };
    await withSession(database.address, migrate);
    process.stdout.write(
      "| file system | mounted again | folder renamed | library renamed | two files swapped | followed |\n",
    );
    process.stdout.write("| --- | --- | --- | --- | --- | --- |\n");
    for (const kind of KINDS.filter(({ name }) => process.argv.length < 3 || process.argv.includes(name)))
      process.stdout.write(`${await tryKind(kind, database)}\n`);
  } finally {
    server.kill();
    cluster.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
