import { lstatSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { statesByPath } from "../world/catalog.ts";
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
