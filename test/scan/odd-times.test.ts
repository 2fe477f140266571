import { lstatSync, renameSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually, quiet, startService } from "../daemon/service.ts";
import { idsByPath, statesByPath } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { withDrives } from "../world/drive.ts";
import { age, takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** Seconds since 1970. 64 bits of nanoseconds, which the catalog keeps, end in the years 1677 and 2262. */
const TIMES = {
  "before our era": -62_230_000_000,
  "1600": -11_670_000_000,
  "1969": -1,
  "1970": 0,
  "2038": 2 ** 31,
  "2400": 13_570_000_000,
  "9999": 253_400_000_000,
};

test("whatever time a file claims to be of, it is taken in, and its second pass reads nothing", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, Object.fromEntries(Object.keys(TIMES).map((name) => [`${name}.wav`, name])));
      for (const [name, seconds] of Object.entries(TIMES)) {
        const time = new Date(seconds * 1_000);
        utimesSync(join(library, `${name}.wav`), time, time);
        const kept = lstatSync(join(library, `${name}.wav`), { bigint: true }).mtimeNs / 1_000_000_000n;
        if (kept !== BigInt(seconds))
          console.warn(`this file system keeps no time of ${name}: it made it ${kept}`);
      }
      const count = Object.keys(TIMES).length;
      expect(await scan(database, library)).toMatchObject({ status: "complete", added: count, problems: 0 });
      expect(await scan(database, library)).toMatchObject({ unchanged: count, filesRead: 0 });
      expect(await statesByPath(database, library)).toEqual(
        Object.fromEntries(Object.keys(TIMES).map((name) => [`${name}.wav`, "present"])),
      );
    }),
  );
});

/** Of the years that 64 bits of nanoseconds can't hold, and of those around them; some file systems end before, and keep their last one. */
const YEARS = [1901, 1969, 2038, 2261, 2263, 2300, 2446, 2486, 2610];

function makeTimes(library: string): void {
  makeTree(
    library,
    Object.fromEntries(YEARS.map((year) => [`Kit/${year}.wav`, `the content of a file of ${year}`])),
  );
  for (const year of YEARS) setTime(join(library, `Kit/${year}.wav`), year);
}

function setTime(file: string, year: number): void {
  const time = new Date(Date.UTC(year, 5, 1));
  utimesSync(file, time, time);
}

async function followed(database: TestDatabase, library: string): Promise<void> {
  const service = startService({ databaseUrl: database.url, folders: [library] });
  try {
    await quiet(database);
    setTime(join(library, "Kit/2300.wav"), 2301);
    renameSync(join(library, "Kit/2263.wav"), join(library, "Kit/future.wav"));
    await eventually(async () =>
      expect(Object.keys(await idsByPath(database, library))).toContain("Kit/future.wav"),
    );
    await quiet(database);
  } finally {
    await service.end("SIGTERM");
  }
}

test("exFAT: a folder whose time stands in 2100 makes none of its files read again in each pass, and a swap is found all the same", async (context) => {
  await withDrives(context, async ({ database, root, makeDrive }) => {
    const [drive, place] = [makeDrive("exfat"), join(root, "M")];
    drive.mountAt(place);
    makeTree(place, takes(20, "Kit"));
    age(place);
    await sleep(2_100);
    await scan(database, place);
    setTime(join(place, "Kit"), 2100);
    expect(lstatSync(join(place, "Kit")).mtime.getUTCFullYear()).toBe(2100);
    expect(await scan(database, place)).toMatchObject({ filesRead: 0, unchanged: 20 });
    const before = await idsByPath(database, place);
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
  });
});

for (const kind of ["ext4", "xfs", "btrfs"] as const) {
  test(`${kind}: years beyond 2262 are told apart, and no scan, service, rename or remount finds such a file changed`, async (context) => {
    await withDrives(context, async ({ database, root, makeDrive }) => {
      const [drive, place] = [makeDrive(kind), join(root, "M")];
      drive.mountAt(place);
      const library = join(place, "L");
      makeTimes(library);
      expect(await scan(database, library)).toMatchObject({ added: YEARS.length, problems: 0 });
      expect(await scan(database, library)).toMatchObject({ unchanged: YEARS.length, filesRead: 0 });
      drive.unmount();
      drive.mountAt(place);
      expect(await scan(database, library)).toMatchObject({ unchanged: YEARS.length, filesRead: 0 });
      // One such time is not another: the file is read, and is as it was.
      setTime(join(library, "Kit/2300.wav"), 2299);
      expect(await scan(database, library)).toMatchObject({ filesRead: 1, added: 0, missing: 0 });
      const before = await idsByPath(database, library);
      renameSync(join(library, "Kit"), join(library, "Kit 2"));
      expect(await scan(database, library)).toMatchObject({ moved: YEARS.length, added: 0, missing: 0 });
      renameSync(join(library, "Kit 2"), join(library, "Kit"));
      expect(await scan(database, library)).toMatchObject({ moved: YEARS.length, added: 0, missing: 0 });
      expect(await idsByPath(database, library)).toEqual(before);
      await followed(database, library);
      const { "Kit/2263.wav": moved, ...others } = before;
      expect(await idsByPath(database, library)).toEqual({ ...others, "Kit/future.wav": moved });
      expect(await scan(database, library)).toMatchObject({ unchanged: YEARS.length, filesRead: 0 });
    });
  });
}
