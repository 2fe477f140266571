import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { readVolumeIds } from "../../src/filesystem/volume-id.ts";
import { writeStatus } from "../../src/report/write-status.ts";
import { memoryOutput } from "../report/catalog-world.ts";
import { idsByPath, query } from "../world/catalog.ts";
import type { TestDatabase } from "../world/database.ts";
import { said, withDrives } from "../world/drive.ts";
import { age, takes, withScannedLibrary } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";

const under = (folder: string, ids: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(ids).map(([path, id]) => [path.replace(/^[^/]+/, folder), id]));

async function statusOf(database: TestDatabase): Promise<string> {
  const output = memoryOutput({ columns: 200 });
  await withSession(database.address, (session) => writeStatus(session, { format: "table" }, output));
  return output.text();
}

test("a drive below a parent folder keeps its ids under another mount name, and status says what is away since when", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, media] = [makeDrive("ext4"), join(root, "media")];
    drive.mountAt(join(media, "Loops"));
    makeTree(join(media, "Loops"), takes(30, "a"));
    age(join(media, "Loops"));
    expect(await scan(database, media)).toMatchObject({ status: "complete", added: 30 });
    const before = await idsByPath(database, media);
    drive.unmount();
    expect(await scan(database, media)).toMatchObject({
      status: "offline",
      libraries: [{ reason: "30 files of Loops", offline: [{ path: join(media, "Loops"), files: 30 }] }],
    });
    expect(await statusOf(database)).toMatch(`  30 files of ${join(media, "Loops")} offline for`);
    rmSync(join(media, "Loops"), { recursive: true });
    drive.mountAt(join(media, "Loops2"));
    const notes: string[] = [];
    expect(await scan(database, media, { events: { onNote: (line) => notes.push(line) } })).toMatchObject({
      status: "complete",
      unchanged: 30,
      added: 0,
      filesRead: 0,
    });
    expect(notes).toEqual([
      `${join(media, "Loops")} is now ${join(media, "Loops2")}: 30 paths rewritten, nothing read`,
    ]);
    expect(await idsByPath(database, media)).toEqual(under("Loops2", before));
    expect(await query(database, "SELECT path, offline_since FROM library_mounts")).toEqual([
      { path: join(media, "Loops2"), offline_since: null },
    ]);
    // As if all of it had been read in the moment in which it was written.
    await query(database, "UPDATE assets SET read_again = true");
    drive.unmount();
    drive.mountAt(join(media, "Loops"));
    expect(await scan(database, join(media, "Loops"))).toMatchObject({ status: "complete", unchanged: 30 });
    expect(await idsByPath(database, media)).toEqual(before);
  });
});

test("a strange drive takes no ids from one that is away, though it holds some of its files", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, stranger, media] = [makeDrive("ext4"), makeDrive("ext4"), join(root, "media")];
    drive.mountAt(join(media, "Loops"));
    makeTree(join(media, "Loops"), takes(10, "a"));
    age(join(media, "Loops"));
    await scan(database, media);
    const before = await idsByPath(database, media);
    drive.unmount();
    stranger.mountAt(join(media, "Stranger"));
    makeTree(join(media, "Stranger"), { ...takes(9, "a"), "a/3.wav": "x 3" });
    age(join(media, "Stranger"));
    expect(await scan(database, media)).toMatchObject({ status: "offline", added: 9, moved: 0 });
    expect(await idsByPath(database, media)).toMatchObject(before);
  });
});

test("--moved-from works inside a library: for a drive, and for a folder that was taken in twice", async () => {
  await withScannedLibrary(takes(5, "Loops"), async ({ database, root, library, before }) => {
    renameSync(join(library, "Loops"), join(root, "away"));
    expect(await scan(database, library)).toMatchObject({ status: "held" });
    makeTree(library, Object.fromEntries(takesIn("New")));
    age(library);
    const wrong = scan(database, join(library, "New"), { movedFrom: join(library, "Never") });
    await expect(wrong).rejects.toThrow("the catalog knows no sample there");
    const other = scan(database, join(library, "New"), { movedFrom: join(root, "away") });
    await expect(other).rejects.toThrow("must be a folder of the same library");
    renameSync(join(root, "away"), join(library, "Loops"));
    const copy = scan(database, join(library, "New"), { movedFrom: join(library, "Loops") });
    await expect(copy).rejects.toThrow("it is still there");
    renameSync(join(library, "Loops"), join(root, "away"));
    putFile(join(library, "New/more.wav"), "more");
    expect(await scan(database, join(library, "New"), { movedFrom: join(library, "Loops") })).toMatchObject({
      status: "complete",
      unchanged: 5,
      added: 1,
      missing: 0,
    });
    expect(await idsByPath(database, library)).toEqual({
      ...under("New", before),
      "New/more.wav": expect.any(String),
    });
  });
});

function takesIn(folder: string): [string, string][] {
  return Object.entries(takes(5, "Loops")).map(([path, text]) => [path.replace("Loops", folder), text]);
}

test("a file system's UUID is read from udev's links, whatever it is mounted at", async (context) => {
  await withDrives(context, async ({ root, makeDrive }) => {
    const [drive, place] = [makeDrive("ext4"), join(root, "M")];
    drive.mountAt(place);
    await withFolder(async (links) => {
      const device = said("findmnt", ["-no", "SOURCE", place])?.trim() ?? "";
      symlinkSync(device, join(links, "1234-ABCD"));
      expect(await readVolumeIds([place, join(place, "x")], links)).toEqual([
        "uuid:1234-ABCD",
        "uuid:1234-ABCD",
      ]);
      mkdirSync(join(root, "empty"));
      expect(await readVolumeIds([place], join(root, "empty"))).toEqual([null]);
    });
  });
});
