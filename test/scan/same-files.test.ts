import { linkSync, mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { idsByPath, query } from "../world/catalog.ts";
import type { TestDatabase } from "../world/database.ts";
import { said, withDrives, type Drive, type DriveWorld } from "../world/drive.ts";
import { age, LONG_AGO, takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree } from "../world/tree.ts";
import { wav } from "../world/audio/wav.ts";

interface ScannedDrive {
  readonly database: TestDatabase;
  readonly drive: Drive;
  /** A library on the drive, which is mounted at its parent folder. */
  readonly library: string;
  readonly before: Readonly<Record<string, string>>;
  readonly world: DriveWorld;
}

/** A library of thirty files in `Kit` and two in `Bass`, on a drive of that kind. */
async function withScannedDrive(
  context: TestContext,
  kind: Parameters<DriveWorld["makeDrive"]>[0],
  use: (scanned: ScannedDrive) => Promise<void>,
): Promise<void> {
  await withDrives(context, async (world) => {
    const { database, root, makeDrive } = world;
    const [drive, place] = [makeDrive(kind), join(root, "drive")];
    drive.mountAt(place);
    const library = join(place, "library");
    makeTree(library, { ...takes(30, "Kit"), ...takes(2, "Bass") });
    age(library);
    await scan(database, library);
    await use({ database, drive, library, before: await idsByPath(database, library), world });
  });
}

function rename(library: string, from: string, to: string): void {
  renameSync(join(library, from), join(library, to));
}

for (const kind of ["ext4", "xfs", "btrfs"] as const) {
  test(`${kind}: a renamed folder is not read, and every id goes with its file`, async (context) => {
    await withScannedDrive(context, kind, async ({ database, library, before }) => {
      rename(library, "Kit", "Drums");
      expect(await scan(database, library)).toMatchObject({ status: "complete", moved: 30, filesRead: 0 });
      expect(await idsByPath(database, library)).toEqual(
        Object.fromEntries(Object.entries(before).map(([path, id]) => [path.replace("Kit", "Drums"), id])),
      );
      expect(await scan(database, library)).toMatchObject({ unchanged: 32, filesRead: 0 });
    });
  });

  test(`${kind}: files that are swapped, renumbered or moved are not read`, async (context) => {
    await withScannedDrive(context, kind, async ({ database, library, before }) => {
      rename(library, "Bass/0.wav", "x.wav");
      rename(library, "Bass/1.wav", "Bass/0.wav");
      rename(library, "x.wav", "Bass/1.wav");
      rename(library, "Kit/29.wav", "last.wav");
      for (let n = 28; n > 0; n--) rename(library, `Kit/${n}.wav`, `Kit/${n + 1}.wav`);
      expect(await scan(database, library)).toMatchObject({ moved: 31, unchanged: 1, filesRead: 0 });
      const ids = await idsByPath(database, library);
      expect(ids["Bass/0.wav"]).toBe(before["Bass/1.wav"]);
      expect(ids["Bass/1.wav"]).toBe(before["Bass/0.wav"]);
      expect(ids["Kit/17.wav"]).toBe(before["Kit/16.wav"]);
      expect(ids["last.wav"]).toBe(before["Kit/29.wav"]);
    });
  });

  test(`${kind}: after a restart that gave the drive another number nothing is read either`, async (context) => {
    await withScannedDrive(context, kind, async ({ database, drive, library, world }) => {
      drive.unmount();
      // Takes the number that the drive had.
      world.makeDrive(kind).mountAt(join(world.root, "other"));
      drive.mountAt(join(world.root, "drive"));
      rename(library, "Kit", "Drums");
      expect(await scan(database, library)).toMatchObject({ status: "complete", moved: 30, filesRead: 0 });
    });
  });
}

test("what moved to another library of the same file system is not read, whichever is passed first", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library, before }) => {
    const other = join(library, "../other");
    mkdirSync(other);
    rename(library, "Bass", "../other/Bass");
    expect(await scan(database, other)).toMatchObject({ moved: 2, filesRead: 0 });
    expect((await idsByPath(database, other))["Bass/0.wav"]).toBe(before["Bass/0.wav"]);
    rename(library, "Kit", "../other/Kit");
    expect(await scan(database, [library, other], { acceptMissing: true })).toMatchObject({ filesRead: 0 });
    expect((await idsByPath(database, other))["Kit/7.wav"]).toBe(before["Kit/7.wav"]);
  });
});

test("a file that went missing and comes back under another name is not read", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library, before }) => {
    rename(library, "Kit/1.wav", "../aside.wav");
    expect(await scan(database, library)).toMatchObject({ missing: 1 });
    rename(library, "../aside.wav", "back.wav");
    expect(await scan(database, library)).toMatchObject({ returned: 1, filesRead: 0 });
    expect((await idsByPath(database, library))["back.wav"]).toBe(before["Kit/1.wav"]);
  });
});

test("a known file keeps the time of its verification", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    const times = "SELECT id, last_scanned, verified_at FROM assets ORDER BY id";
    const before = await query(database, times);
    rename(library, "Kit", "Drums");
    await scan(database, library);
    expect(await query(database, times)).toEqual(before);
  });
});

test("tempo and key of a name follow the new name, and what the bytes say stays", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    makeTree(library, { "loop 120bpm Am.wav": wav({ seconds: 0.1 }), "pad.wav": wav({ seconds: 0.2 }) });
    age(library);
    await scan(database, library);
    rename(library, "loop 120bpm Am.wav", "loop 90bpm.wav");
    rename(library, "pad.wav", "pad C#m.wav");
    expect(await scan(database, library)).toMatchObject({ moved: 2, filesRead: 0 });
    const known =
      "SELECT metadata FROM assets WHERE file_path NOT LIKE '%t/%' AND file_path NOT LIKE '%Bass/%' ORDER BY file_path";
    const taken = await query(database, known);
    await scan(database, library, { verify: true });
    expect(taken).toEqual(await query(database, known));
    expect(taken).toMatchObject([
      { metadata: { tempo: { bpm: 90, source: "filename" } } },
      { metadata: { key: { key: "C# minor", source: "filename" } } },
    ]);
  });
});

test("a hard link and a copy are read: their file has not moved", async (context) => {
  await withScannedDrive(context, "xfs", async ({ database, library }) => {
    linkSync(join(library, "Kit/1.wav"), join(library, "link.wav"));
    said("cp", ["-p", "--reflink=always", join(library, "Kit/2.wav"), join(library, "copy.wav")]);
    expect(await scan(database, library)).toMatchObject({ added: 2, moved: 0, filesRead: 2 });
  });
});

test("a snapshot in a library is read, though its files have the inodes and birth times of those beside it", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const drive = makeDrive("btrfs");
    drive.mountAt(join(root, "drive"));
    const library = join(root, "drive/library");
    mkdirSync(library);
    said("btrfs", ["subvolume", "create", join(library, "Live")]);
    makeTree(library, takes(3, "Live"));
    age(library);
    await scan(database, library);
    said("btrfs", ["subvolume", "snapshot", join(library, "Live"), join(library, "Snapshot")]);
    expect(await scan(database, library)).toMatchObject({ added: 3, moved: 0, filesRead: 3 });
  });
});

test("a file that was changed and renamed is read", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    writeFileSync(join(library, "Kit/1.wav"), "Kit X");
    rename(library, "Kit", "Drums");
    expect(await scan(database, library)).toMatchObject({ moved: 29, added: 1, filesRead: 1 });
    expect(await scan(database, library, { verify: true })).toMatchObject({ unchanged: 32, problems: 0 });
  });
});

test("a file written in place whose time was put back is taken as unchanged, also under a new name: only --verify sees it", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    for (const path of ["Kit/1.wav", "Kit/2.wav"]) {
      writeFileSync(join(library, path), "Kit X");
      utimesSync(join(library, path), LONG_AGO, LONG_AGO);
    }
    rename(library, "Kit/2.wav", "two.wav");
    expect(await scan(database, library)).toMatchObject({ moved: 1, unchanged: 31, filesRead: 0 });
    expect(await scan(database, library, { verify: true })).toMatchObject({ unchanged: 30, filesRead: 32 });
  });
});

test("--verify reads what moved, and so is a file that was read too soon after it was written", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    rename(library, "Kit", "Drums");
    expect(await scan(database, library, { verify: true })).toMatchObject({ moved: 30, filesRead: 32 });
    await query(database, "UPDATE assets SET read_again = TRUE WHERE file_path LIKE '%/Drums/1%'");
    rename(library, "Drums", "Kit");
    expect(await scan(database, library)).toMatchObject({ moved: 30, filesRead: 11 });
  });
});

test("a library's folder that is another one than before tells nothing: what moved in it is read", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    await query(database, "UPDATE libraries SET inode = inode + 1");
    rename(library, "Kit", "Drums");
    expect(await scan(database, library)).toMatchObject({ moved: 30, filesRead: 30 });
  });
});

test("rows of another device, and rows that disagree about a file, tell nothing", async (context) => {
  await withScannedDrive(context, "ext4", async ({ database, library }) => {
    await query(database, "UPDATE assets SET device = 7 WHERE file_path LIKE '%/Kit/1.wav'");
    await query(
      database,
      `INSERT INTO assets (file_path, file_hash, library_id, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, reader_version, state)
       SELECT file_path || '.old', repeat('0', 64), library_id, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, reader_version, 'missing'
       FROM assets WHERE file_path LIKE '%/Kit/2.wav'`,
    );
    rename(library, "Kit", "Drums");
    expect(await scan(database, library)).toMatchObject({ moved: 30, filesRead: 2 });
  });
});

test("exFAT: files that are renamed are read, as nothing tells that they are the same", async (context) => {
  await withScannedDrive(context, "exfat", async ({ database, library }) => {
    rename(library, "Kit", "Drums");
    const { moved, filesRead } = await scan(database, library);
    expect(moved).toBe(30);
    expect(filesRead).toBeGreaterThanOrEqual(30);
  });
});
