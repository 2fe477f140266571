import { linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { withSnapshot } from "../../src/catalog/snapshot.ts";
import type { DuplicateGroup } from "../../src/report/duplicate-group.ts";
import { readDuplicates } from "../../src/report/duplicates.ts";
import { idsByPath, query, statesByPath } from "../world/catalog.ts";
import type { TestDatabase } from "../world/database.ts";
import { said, withDrives } from "../world/drive.ts";
import { age, takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree } from "../world/tree.ts";

/** What can go, by the report: `path` of each copy that is neither kept nor a link. */
async function groupsOf(database: TestDatabase): Promise<DuplicateGroup[]> {
  return withSession(database.address, (session) =>
    withSnapshot(session, async () => {
      const groups: DuplicateGroup[] = [];
      for await (const group of (await readDuplicates(session, { unused: true })).items) groups.push(group);
      return groups;
    }),
  );
}

for (const isRemounted of [true, false]) {
  const when = isRemounted ? "between two mounts" : "while it is mounted";
  test(`exFAT: a folder gets another case ${when}: the ids stay, and nothing is a copy of itself`, async (context) => {
    await withDrives(context, async ({ database, root, makeDrive }) => {
      const [drive, place] = [makeDrive("exfat"), join(root, "M")];
      drive.mountAt(place);
      makeTree(place, { "Drums/kick.wav": "kick", "Drums/snare.wav": "a snare", "Bass/b.wav": "bass line" });
      await scan(database, place);
      const before = await idsByPath(database, place);
      if (isRemounted) drive.unmount();
      if (isRemounted) drive.mountAt(place);
      renameSync(join(place, "Drums"), join(place, "x"));
      renameSync(join(place, "x"), join(place, "drums"));
      expect(await scan(database, place)).toMatchObject({
        status: "complete",
        moved: 2,
        added: 0,
        missing: 0,
      });
      expect(await idsByPath(database, place)).toEqual({
        "drums/kick.wav": before["Drums/kick.wav"],
        "drums/snare.wav": before["Drums/snare.wav"],
        "Bass/b.wav": before["Bass/b.wav"],
      });
      expect(await groupsOf(database)).toEqual([]);
    });
  });
}

test("exFAT: two spellings of a library or a folder in it are one place", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("exfat"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, takes(3, "Samples/Vox"));
    await scan(database, join(place, "Samples"));
    expect(await scan(database, join(place, "SAMPLES"))).toMatchObject({ seen: 3, added: 0, unchanged: 3 });
    expect(await scan(database, join(place, "samples", "VOX"))).toMatchObject({ seen: 3, unchanged: 3 });
    expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: join(place, "Samples") }]);
    expect(await groupsOf(database)).toEqual([]);
  });
});

test("exFAT: the config may spell a library as it likes", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("exfat"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, takes(2, "Samples"));
    const named = join(place, "SAMPLES");
    await scan(database, named, { fromConfig: true });
    expect(await scan(database, named, { fromConfig: true })).toMatchObject({ unchanged: 2, returned: 0 });
    expect(await statesByPath(database, place)).toEqual({
      "Samples/0.wav": "present",
      "Samples/1.wav": "present",
    });
  });
});

test("exFAT: the library's own folder gets another case: its ids stay, and it is one library", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("exfat"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, takes(3, "Samples"));
    await scan(database, join(place, "Samples"));
    const before = await idsByPath(database, join(place, "Samples"));
    renameSync(join(place, "Samples"), join(place, "x"));
    renameSync(join(place, "x"), join(place, "samples"));
    await scan(database, join(place, "samples"));
    expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: join(place, "samples") }]);
    expect(await idsByPath(database, join(place, "samples"))).toEqual(before);
  });
});

test("exFAT: a swap of two files of equal size and time takes the ids along, and a pass without one reads nothing", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("exfat"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, takes(30, "Kit"));
    age(place);
    // What changed within two seconds of a pass may have changed after it: the drive's clock is no finer.
    await sleep(2_100);
    await scan(database, place);
    const before = await idsByPath(database, place);
    expect(await scan(database, place)).toMatchObject({ filesRead: 0, unchanged: 30 });
    for (const [from, to] of [
      ["1", "x"],
      ["2", "1"],
      ["x", "2"],
    ])
      renameSync(join(place, "Kit", `${from}.wav`), join(place, "Kit", `${to}.wav`));
    await sleep(2_100);
    expect(await scan(database, place)).toMatchObject({ moved: 2, added: 0, missing: 0 });
    expect(await idsByPath(database, place)).toEqual({
      ...before,
      "Kit/1.wav": before["Kit/2.wav"],
      "Kit/2.wav": before["Kit/1.wav"],
    });
    expect(await scan(database, place)).toMatchObject({ filesRead: 0, unchanged: 30 });
  });
});

test("exFAT: two true copies are two files after a remount, whatever numbers they are dealt", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("exfat"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, { "a.wav": "one sound", "b.wav": "one sound" });
    age(place);
    await scan(database, place);
    await query(database, "UPDATE assets SET inode = 4, device = 7");
    expect(await groupsOf(database)).toMatchObject([{ redundantFiles: 1, removableFiles: 1 }]);
  });
});

test("btrfs: a hard link that was made after a remount is no copy that can go", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, other, place] = [makeDrive("btrfs"), makeDrive("btrfs"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, { "a.wav": "one sound" });
    age(place);
    await scan(database, place);
    drive.unmount();
    // Takes the number that the drive had.
    other.mountAt(join(root, "other"));
    drive.mountAt(place);
    linkSync(join(place, "a.wav"), join(place, "b.wav"));
    await scan(database, place);
    expect(await groupsOf(database)).toEqual([]);
  });
});

test("btrfs: a subvolume that is renamed keeps its ids, and one that is deleted is missing", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("btrfs"), join(root, "M")];
    drive.mountAt(place);
    const library = join(place, "L");
    mkdirSync(library);
    said("btrfs", ["subvolume", "create", join(library, "Sub")]);
    makeTree(library, { ...takes(3, "Sub"), ...takes(30, "plain") });
    await scan(database, library);
    const before = await idsByPath(database, library);
    renameSync(join(library, "Sub"), join(library, "Sub2"));
    expect(await scan(database, library)).toMatchObject({
      status: "complete",
      moved: 3,
      added: 0,
      missing: 0,
    });
    expect((await idsByPath(database, library))["Sub2/0.wav"]).toBe(before["Sub/0.wav"]);
    said("btrfs", ["subvolume", "delete", join(library, "Sub2")]);
    expect(await scan(database, library)).toMatchObject({ status: "complete", missing: 3 });
  });
});

test("btrfs: the empty place of a nested subvolume in a snapshot takes nothing away", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("btrfs"), join(root, "M")];
    drive.mountAt(place);
    const library = join(place, "L");
    said("btrfs", ["subvolume", "create", library]);
    said("btrfs", ["subvolume", "create", join(library, "Sub")]);
    makeTree(library, { ...takes(10, "Sub"), ...takes(30, "plain") });
    await scan(database, library);
    const before = await idsByPath(database, library);
    said("btrfs", ["subvolume", "snapshot", library, join(place, "S")]);
    renameSync(library, join(place, "old"));
    renameSync(join(place, "S"), library);
    expect(await scan(database, library)).toMatchObject({ missing: 0, problems: 1 });
    expect(await idsByPath(database, library)).toEqual(before);
  });
});

for (const kind of ["ntfs", "exfat", "mergerfs"] as const) {
  test(`${kind}: a library's folder is renamed, and nothing of it has a birth time: its content tells`, async (context) => {
    await withDrives(context, async ({ database, root, makeDrive }) => {
      const [drive, place] = [makeDrive(kind), join(root, "M")];
      drive.mountAt(place);
      makeTree(place, takes(40, "Old"));
      await scan(database, join(place, "Old"));
      // As after a scan in the same moment in which the files were written.
      await query(database, "UPDATE assets SET read_again = true");
      const before = await idsByPath(database, join(place, "Old"));
      renameSync(join(place, "Old"), join(place, "New"));
      await scan(database, join(place, "New"));
      expect(await idsByPath(database, join(place, "New"))).toEqual(before);
      expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: join(place, "New") }]);
    });
  });
}

test("mergerfs: what lay on a branch that is away is held, though it is less than half; a few deleted files are missing", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [one, other, pool] = [join(root, "one"), join(root, "other"), join(root, "pool")];
    const [drive, away] = [makeDrive("ext4"), makeDrive("ext4")];
    drive.mountAt(one);
    away.mountAt(other);
    makeTree(one, takes(71, "Kit"));
    makeTree(other, takes(51, "Loops"));
    mkdirSync(pool);
    if (said("mergerfs", [`${one}:${other}`, pool]) === null) context.skip("needs mergerfs of Debian");
    try {
      await scan(database, pool);
      const before = await idsByPath(database, pool);
      away.unmount();
      await sleep(1_100);
      expect(await scan(database, pool)).toMatchObject({ status: "held", missing: 0 });
      expect(await idsByPath(database, pool)).toEqual(before);
      away.mountAt(other);
      for (const name of ["1", "2", "3"]) rmSync(join(one, `Kit/${name}.wav`));
      await sleep(1_100);
      expect(await scan(database, pool)).toMatchObject({ status: "complete", missing: 3, added: 0 });
      away.unmount();
      await sleep(1_100);
      expect(await scan(database, pool, { acceptMissing: true })).toMatchObject({ missing: 51 });
    } finally {
      said("umount", ["-l", pool]);
    }
  });
});
