import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idsByPath, query } from "../world/catalog.ts";
import { makeTree, putFile } from "../world/tree.ts";
import { renameSync } from "node:fs";
import { catalogIsTheDisk, filesRead, quiet, report, take, takes, withService } from "./service.ts";

const HOUR_S = 3_600;

test("files an hour ahead of the clock, or behind it, are read once and keep no folder dirty", async () => {
  await withService({}, {}, async ({ database, library }) => {
    const before = await filesRead(database);
    makeTree(
      library,
      takes({ "ahead/1.wav": 1, "ahead/2.wav": 2, "behind/1.wav": 3, "both/1.wav": 4, "both/2.wav": 5 }),
    );
    const now = Date.now() / 1000;
    for (const path of ["ahead/1.wav", "ahead/2.wav", "both/1.wav"])
      utimesSync(join(library, path), now + HOUR_S, now + HOUR_S);
    for (const path of ["behind/1.wav", "both/2.wav"])
      utimesSync(join(library, path), now - HOUR_S, now - HOUR_S);
    await catalogIsTheDisk({ database, library });
    await quiet(database);
    expect((await filesRead(database)) - before).toBe(5);
    const passes = await query(database, "SELECT count(*)::int AS passes FROM passes");
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await query(database, "SELECT count(*)::int AS passes FROM passes")).toEqual(passes);
    expect((await report(database))?.queue).toEqual({ state: "waiting", dirtyFolders: 0, wholePasses: 0 });
  });
}, 400_000);

test("rows written before the clock was put back by an hour are moved and missed like any other", async () => {
  await withService({ "a/1.wav": 1, "a/2.wav": 2, "a/3.wav": 3 }, {}, async ({ database, library }) => {
    const { "a/1.wav": id } = await idsByPath(database, library);
    const ahead = "clock_timestamp() + interval '1 hour'";
    await query(
      database,
      `UPDATE assets SET written_at = ${ahead}, added_at = ${ahead}, state_since = ${ahead}`,
    );
    renameSync(join(library, "a/1.wav"), join(library, "other/moved.wav"));
    renameSync(join(library, "a/2.wav"), join(library, "gone.txt"));
    putFile(join(library, "a/1.wav"), take(6));
    await catalogIsTheDisk({ database, library });
    await quiet(database);
    expect((await idsByPath(database, library))["other/moved.wav"]).toBe(id);
  });
});
