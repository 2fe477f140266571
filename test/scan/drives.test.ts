import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idsByPath, query, readCatalog, statesByPath } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { run, withImageDrive } from "../world/image.ts";
import { takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree } from "../world/tree.ts";

test("exFAT: files below a folder whose letters changed keep their ids, with a remount or without", async (context) => {
  await withImageDrive(context, "exfat", (drive) =>
    withDatabase(async (database) => {
      makeTree(drive.folder, takes(3, "Drums"));
      await scan(database, drive.folder);
      const before = await idsByPath(database, drive.folder);
      for (const [from, to, isRemounted] of [
        ["Drums", "drums", true],
        ["drums", "DRUMS", false],
      ] as const) {
        if (isRemounted) drive.unplug();
        if (isRemounted) drive.plug();
        renameSync(join(drive.folder, from), join(drive.folder, "x"));
        renameSync(join(drive.folder, "x"), join(drive.folder, to));
        expect(await scan(database, drive.folder)).toMatchObject({
          status: "complete",
          added: 0,
          missing: 0,
        });
        expect(await idsByPath(database, drive.folder)).toEqual(
          Object.fromEntries(Object.entries(before).map(([path, id]) => [path.replace("Drums", to), id])),
        );
      }
      expect(await readCatalog(database, drive.folder)).toHaveLength(3);
    }),
  );
});

test("exFAT: a folder named in other letters is the same library, and the same part of one", async (context) => {
  await withImageDrive(context, "exfat", (drive) =>
    withDatabase(async (database) => {
      makeTree(drive.folder, { ...takes(2, "Samples/Vox"), ...takes(2, "Samples/Kits") });
      const library = join(drive.folder, "Samples");
      await scan(database, library);
      expect(await scan(database, join(drive.folder, "SAMPLES"))).toMatchObject({
        seen: 4,
        unchanged: 4,
        libraries: [{ path: library }],
      });
      expect(await scan(database, join(drive.folder, "samples/VOX"))).toMatchObject({
        seen: 2,
        unchanged: 2,
      });
      expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: library }]);
    }),
  );
});

test("exFAT: a link that spells its folder in other letters leads to the library that is there", async (context) => {
  await withImageDrive(context, "exfat", (drive) =>
    withDatabase(async (database) => {
      makeTree(drive.folder, takes(2, "Samples/Vox"));
      const library = join(drive.folder, "Samples");
      const link = `${drive.folder}-link`;
      await scan(database, library);
      symlinkSync(join(drive.folder, "SAMPLES"), link);
      expect(await scan(database, link)).toMatchObject({ seen: 2, unchanged: 2 });
      expect(await scan(database, join(link, "VOX"))).toMatchObject({ seen: 2, unchanged: 2 });
      expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: library }]);
    }),
  );
});

test("exFAT: a library that is a link is one with its folder, in whichever letters either is named", async (context) => {
  await withImageDrive(context, "exfat", (drive) =>
    withDatabase(async (database) => {
      makeTree(drive.folder, takes(2, "Samples/Vox"));
      const link = `${drive.folder}-link`;
      symlinkSync(join(drive.folder, "SAMPLES"), link);
      await scan(database, link);
      expect(await scan(database, join(drive.folder, "samples"))).toMatchObject({ seen: 2, unchanged: 2 });
      expect(await query(database, "SELECT path FROM libraries")).toEqual([{ path: link }]);
    }),
  );
});

test("btrfs: a subvolume that is renamed keeps its files' ids, and one that is deleted is missing", async (context) => {
  await withImageDrive(context, "btrfs", (drive) =>
    withDatabase(async (database) => {
      const sub = join(drive.folder, "Sub");
      if (run(["btrfs", "subvolume", "create", sub]) === null) context.skip("btrfs makes no subvolume here");
      makeTree(drive.folder, { ...takes(30, "Sub"), ...takes(40, "Kits") });
      await scan(database, drive.folder);
      const before = await idsByPath(database, drive.folder);
      renameSync(sub, join(drive.folder, "Sub2"));
      expect(await scan(database, drive.folder)).toMatchObject({ status: "complete", moved: 30, missing: 0 });
      expect((await idsByPath(database, drive.folder))["Sub2/0.wav"]).toBe(before["Sub/0.wav"]);
      run(["btrfs", "subvolume", "delete", join(drive.folder, "Sub2")]);
      expect(await scan(database, drive.folder)).toMatchObject({ status: "complete", missing: 30 });
    }),
  );
});

test("btrfs: the empty stand-in of a subvolume that a snapshot does not hold takes nothing away", async (context) => {
  await withImageDrive(context, "btrfs", (drive) =>
    withDatabase(async (database) => {
      const library = join(drive.folder, "library");
      volume("create", library);
      volume("create", join(library, "Sub"));
      makeTree(library, { ...takes(10, "Sub"), ...takes(40, "Kits") });
      await scan(database, library);
      // A rollback: the snapshot comes to the library's place.
      volume("snapshot", library, join(drive.folder, "snapshot"));
      renameSync(library, join(drive.folder, "away"));
      renameSync(join(drive.folder, "snapshot"), library);
      expect(await scan(database, library)).toMatchObject({
        status: "complete-with-problems",
        missing: 0,
        problems: 1,
      });
      expect(Object.values(await statesByPath(database, library)).every((state) => state === "present")).toBe(
        true,
      );
    }),
  );
});

function volume(...args: string[]): void {
  if (run(["btrfs", "subvolume", ...args]) === null) throw new Error(`btrfs subvolume ${args.join(" ")}`);
}
