import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { idsByPath, query, readCatalog } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { age, takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";

/** A library in a folder in which drives can be mounted; skipped, with a word, where nobody may mount any. */
async function withMounts(
  context: TestContext,
  use: (world: { database: TestDatabase; library: string }) => Promise<void>,
): Promise<void> {
  if (process.platform !== "linux") context.skip("mounts a tmpfs, which only Linux has");
  if (process.getuid?.() !== 0) context.skip("only root may mount a drive");
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "library");
      mkdirSync(library);
      if (!isDone("mount", ["-t", "tmpfs", "tmpfs", library]))
        context.skip("this machine lets nobody mount a tmpfs");
      isDone("umount", [library]);
      try {
        await use({ database, library });
      } finally {
        for (const place of [join(library, "Drive"), library]) isDone("umount", ["-l", place]);
      }
    }),
  );
}

function isDone(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** A drive whose content comes back when it is mounted again: a folder beside the library, mounted by --bind of a tmpfs. */
function plug(drive: string, at: string): void {
  mkdirSync(at, { recursive: true });
  if (!isDone("mount", ["--bind", drive, at])) throw new Error(`can't mount ${drive}`);
}

function unplug(at: string): void {
  if (!isDone("umount", [at])) throw new Error(`can't unmount ${at}`);
}

/** A tmpfs beside the library that holds these files, for the length of `use`. */
async function withDrive(
  library: string,
  files: Record<string, string>,
  use: (drive: string) => Promise<void>,
): Promise<void> {
  const drive = `${library}-drive`;
  mkdirSync(drive);
  if (!isDone("mount", ["-t", "tmpfs", "tmpfs", drive])) throw new Error("can't mount a tmpfs");
  try {
    makeTree(drive, files);
    age(drive);
    await use(drive);
  } finally {
    for (const place of [join(library, "Drive"), library, drive]) isDone("umount", ["-l", place]);
  }
}

test("a library whose drive is unmounted is offline, not missing, also with a stray recording on the mount point", async (context) => {
  await withMounts(context, async ({ database, library }) => {
    await withDrive(library, takes(3, "a"), async (drive) => {
      plug(drive, library);
      expect(await scan(database, library)).toMatchObject({ added: 3 });
      const before = await idsByPath(database, library);
      unplug(library);
      for (const stray of [null, "stray.wav"]) {
        if (stray !== null) putFile(join(library, stray), "stray");
        expect(await scan(database, library)).toMatchObject({
          status: "offline",
          seen: 0,
          added: 0,
          missing: 0,
        });
        expect(await idsByPath(database, library)).toEqual(before);
      }
      plug(drive, library);
      expect(await scan(database, library)).toMatchObject({ status: "complete", unchanged: 3, filesRead: 0 });
      expect(await idsByPath(database, library)).toEqual(before);
    });
  });
});

test("a drive mounted inside a library and unmounted: that subtree is offline, the rest goes on, and it comes back by itself", async (context) => {
  await withMounts(context, async ({ database, library }) => {
    await withDrive(library, takes(3, "a"), async (drive) => {
      makeTree(library, takes(2, "local"));
      age(library);
      plug(drive, join(library, "Drive"));
      expect(await scan(database, library)).toMatchObject({ added: 5 });
      const before = await idsByPath(database, library);
      unplug(join(library, "Drive"));
      putFile(join(library, "Drive/stray.wav"), "stray");
      putFile(join(library, "local/new.wav"), "new");
      const without = await scan(database, library);
      expect(without).toMatchObject({ status: "offline", added: 1, missing: 0, moved: 0 });
      const drives = without.libraries.map(({ offline, reason }) => ({ offline, reason }));
      expect(drives).toEqual([
        { offline: [{ path: join(library, "Drive"), files: 3 }], reason: "3 files of Drive" },
      ]);
      expect(await scan(database, join(library, "local"))).toMatchObject({ status: "complete" });
      expect(
        await query(database, "SELECT path FROM library_mounts WHERE offline_since IS NOT NULL"),
      ).toEqual([{ path: join(library, "Drive") }]);
      expect(await idsByPath(database, library)).toMatchObject(before);
      expect(await query(database, "SELECT FROM assets WHERE state <> 'present'")).toEqual([]);
      plug(drive, join(library, "Drive"));
      expect(await scan(database, library)).toMatchObject({ status: "complete", seen: 6, missing: 0 });
      expect(
        await query(database, "SELECT path FROM library_mounts WHERE offline_since IS NOT NULL"),
      ).toEqual([]);
      expect(await idsByPath(database, library)).toMatchObject(before);
    });
  });
});

test("a copy of a file on an unmounted drive is a copy, and takes no id", async (context) => {
  await withMounts(context, async ({ database, library }) => {
    await withDrive(library, { "a.wav": "one" }, async (drive) => {
      makeTree(library, { "local/b.wav": "two" });
      plug(drive, join(library, "Drive"));
      await scan(database, library);
      const before = await idsByPath(database, library);
      unplug(join(library, "Drive"));
      putFile(join(library, "local/copy.wav"), "one");
      expect(await scan(database, library)).toMatchObject({ added: 1, moved: 0 });
      expect(await idsByPath(database, library)).toMatchObject(before);
    });
  });
});

test("a drive that goes away during the walk loses nothing", async (context) => {
  await withMounts(context, async ({ database, library }) => {
    await withDrive(library, takes(3, "a"), async (drive) => {
      makeTree(library, takes(2, "local"));
      plug(drive, join(library, "Drive"));
      await scan(database, library);
      const before = await idsByPath(database, library);
      let isPlugged = true;
      const onProgress = (): void => {
        if (isPlugged) unplug(join(library, "Drive"));
        isPlugged = false;
      };
      putFile(join(drive, "a/0.wav"), "other");
      expect(await scan(database, library, { events: { onProgress } })).toMatchObject({ missing: 0 });
      expect(await idsByPath(database, library)).toEqual(before);
    });
  });
});

test("--accept-missing makes a plain folder of a drive that is gone for good", async (context) => {
  await withMounts(context, async ({ database, library }) => {
    await withDrive(library, takes(3, "a"), async (drive) => {
      makeTree(library, takes(2, "local"));
      plug(drive, join(library, "Drive"));
      await scan(database, library);
      unplug(join(library, "Drive"));
      expect(await scan(database, library, { acceptMissing: true })).toMatchObject({
        status: "complete",
        missing: 3,
      });
      expect(await scan(database, library)).toMatchObject({ status: "complete", missing: 0 });
    });
  });
});

test("K.wav → k.wav on a file system that ignores case keeps the id, with times of 2 s and invented inodes", async (context) => {
  await withMounts(context, async ({ database, library }) => {
    const image = `${library}.img`;
    if (!isDone("mkfs.vfat", ["-C", image, "2048"])) context.skip("this machine has no mkfs.vfat");
    if (!isDone("mount", ["-o", "loop", "-t", "vfat", image, library]))
      context.skip("this kernel has no vfat, or no loop device");
    makeTree(library, { "K.wav": "one", "other.wav": "two" });
    age(library);
    await scan(database, library);
    const before = await idsByPath(database, library);
    renameSync(join(library, "K.wav"), join(library, "k.wav"));
    expect(await scan(database, library)).toMatchObject({
      status: "complete",
      moved: 1,
      missing: 0,
      added: 0,
    });
    expect(await idsByPath(database, library)).toEqual({
      "k.wav": before["K.wav"],
      "other.wav": before["other.wav"],
    });
    expect(await readCatalog(database, library)).toHaveLength(2);
    isDone("umount", [library]);
    isDone("mount", ["-o", "loop", "-t", "vfat", image, library]);
    expect(await scan(database, library)).toMatchObject({ status: "complete", unchanged: 2, filesRead: 0 });
  });
});
