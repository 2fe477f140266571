import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idsByPath, query, statesByPath } from "../world/catalog.ts";
import type { TestDatabase } from "../world/database.ts";
import { takes, withScannedLibrary, type ScannedLibrary } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree, putFile } from "../world/tree.ts";

const libraryState = async (database: TestDatabase): Promise<unknown> =>
  (await query(database, "SELECT state FROM libraries"))[0]?.["state"];

/** Nothing was written to any asset. */
async function expectUntouched({ database, library, before }: ScannedLibrary): Promise<void> {
  expect(await idsByPath(database, library)).toEqual(before);
  expect(await query(database, "SELECT FROM assets WHERE state <> 'present'")).toEqual([]);
}

test("a library that is gone is offline: none of its assets changes, and it comes back by itself", async () => {
  await withScannedLibrary(takes(3, "a"), async (scanned) => {
    const { database, root, library } = scanned;
    renameSync(library, join(root, "unplugged"));
    expect(await scan(database, library)).toMatchObject({ status: "offline", missing: 0 });
    expect(await libraryState(database)).toBe("offline");
    await expectUntouched(scanned);
    renameSync(join(root, "unplugged"), library);
    expect(await scan(database, library)).toMatchObject({ status: "complete", unchanged: 3, filesRead: 0 });
    expect(await libraryState(database)).toBe("online");
  });
});

test("a library that became a file is offline", async () => {
  await withScannedLibrary(takes(3, "a"), async (scanned) => {
    renameSync(scanned.library, join(scanned.root, "unplugged"));
    writeFileSync(scanned.library, "");
    expect(await scan(scanned.database, scanned.library)).toMatchObject({ status: "offline", missing: 0 });
    await expectUntouched(scanned);
  });
});

test("a library that goes away during the pass loses nothing, whichever stage sees it go", async () => {
  for (const stage of ["walk", "read"]) {
    for (const leaves of ["nothing", "an empty folder"]) {
      await withScannedLibrary(takes(3, "a"), async (scanned) => {
        const { database, root, library } = scanned;
        putFile(join(library, "new.wav"), "new");
        rmSync(join(library, "a/1.wav"));
        let gone = false;
        const onProgress = (progress: { stage: string }): void => {
          if (progress.stage !== stage || gone) return;
          gone = true;
          renameSync(library, join(root, "unplugged"));
          if (leaves === "an empty folder") mkdirSync(library);
        };
        const result = await scan(database, library, { events: { onProgress } });
        expect({ stage, leaves, ...result }).toMatchObject({ status: "offline", missing: 0 });
        expect(await idsByPath(database, library)).toMatchObject(scanned.before);
      });
    }
  }
});

test("an empty mount point loses nothing, with or without a .DS_Store or a stray recording on it, pass after pass", async () => {
  for (const stray of [null, ".DS_Store", "stray.wav"]) {
    await withScannedLibrary(takes(3, "a"), async (scanned) => {
      const { database, root, library, before } = scanned;
      renameSync(library, join(root, "unplugged"));
      mkdirSync(library);
      if (stray !== null) putFile(join(library, stray), "stray");
      for (let pass = 1; pass <= 3; pass++) {
        expect(await scan(database, library)).toMatchObject({ status: "held", missing: 0 });
        expect(await libraryState(database)).toBe("held");
      }
      expect(await idsByPath(database, library)).toMatchObject(before);
      if (stray !== null) rmSync(join(library, stray));
      rmdirSync(library);
      renameSync(join(root, "unplugged"), library);
      expect(await scan(database, library)).toMatchObject({ status: "complete", unchanged: 3, filesRead: 0 });
      expect(await idsByPath(database, library)).toEqual(before);
    });
  }
});

test("a stray recording that a pass over its folder took in does not end the hold", async () => {
  await withScannedLibrary(takes(3, "a"), async ({ database, root, library, before }) => {
    renameSync(library, join(root, "unplugged"));
    mkdirSync(library);
    expect(await scan(database, library)).toMatchObject({ status: "held" });
    putFile(join(library, "stray/1.wav"), "stray");
    expect(await scan(database, join(library, "stray"))).toMatchObject({ status: "complete", added: 1 });
    expect(await scan(database, library)).toMatchObject({ status: "held", missing: 0 });
    expect(await idsByPath(database, library)).toMatchObject(before);
  });
});

test("more than half and more than 20: the pass is held, adds, changes and moves go through, --accept-missing confirms it", async () => {
  await withScannedLibrary(
    { ...takes(19, "kept"), ...takes(21, "lost"), "old.wav": "old" },
    async (scanned) => {
      const { database, library, before } = scanned;
      rmSync(join(library, "lost"), { recursive: true });
      renameSync(join(library, "old.wav"), join(library, "moved.wav"));
      makeTree(library, { "kept/0.wav": "changed", "new.wav": "new" });
      const held = await scan(database, library);
      expect(held).toMatchObject({ status: "held", added: 1, changed: 1, moved: 1, missing: 0 });
      expect(held.libraries[0]?.reason).toBe(
        `21 of 41 files are gone at once; nothing was marked missing. If they are really gone: musaic-catalog scan '${library}' --accept-missing`,
      );
      expect((await statesByPath(database, library))["lost/0.wav"]).toBe("present");
      const confirmed = await scan(database, library, { acceptMissing: true });
      expect(confirmed).toMatchObject({ status: "complete", missing: 21 });
      expect((await statesByPath(database, library))["lost/0.wav"]).toBe("missing");
      expect(await idsByPath(database, library)).toMatchObject({ "moved.wav": before["old.wav"] });
      expect(await libraryState(database)).toBe("online");
    },
  );
});

test("twenty of thirty, or thirty of sixty, are simply missing", async () => {
  for (const [kept, lost] of [
    [10, 20],
    [30, 30],
  ] as const) {
    await withScannedLibrary(
      { ...takes(kept, "kept"), ...takes(lost, "lost") },
      async ({ database, library }) => {
        rmSync(join(library, "lost"), { recursive: true });
        expect(await scan(database, library)).toMatchObject({ status: "complete", missing: lost });
      },
    );
  }
});

test("a whole library renamed inside itself is not held: what moved does not vanish", async () => {
  await withScannedLibrary(takes(30, "a"), async ({ database, library }) => {
    renameSync(join(library, "a"), join(library, "b"));
    expect(await scan(database, library)).toMatchObject({ status: "complete", moved: 30, missing: 0 });
  });
});
