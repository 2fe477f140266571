import { copyFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query, readCatalog } from "../world/catalog.ts";
import type { TestDatabase } from "../world/database.ts";
import { LONG_AGO, withScannedLibrary } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { putFile } from "../world/tree.ts";

const OTHER_HASH = "0".repeat(64);

/**
 * Rot changes bytes and no time; nobody can do that to a file, as each write gives it another ctime. Seen from the file the
 * catalog is what changed, so the test changes that.
 */
async function rot(database: TestDatabase, path: string): Promise<void> {
  await query(database, "UPDATE assets SET file_hash = $2 WHERE file_path = $1", [path, OTHER_HASH]);
}

async function problems(database: TestDatabase): Promise<unknown[]> {
  return query(database, "SELECT file_path AS path, code, message FROM scan_problems");
}

test("--verify reports damaged content with its healthy copy, and never adopts it", async () => {
  await withScannedLibrary({ "a.wav": "one", "b.wav": "two" }, async ({ database, library, before }) => {
    const path = join(library, "a.wav");
    await rot(database, path);
    await query(
      database,
      `INSERT INTO assets (file_path, file_hash, library_id, size_bytes, mtime_ns)
       SELECT '/elsewhere/copy.wav', $1, NULL, size_bytes, mtime_ns FROM assets WHERE file_path = $2`,
      [OTHER_HASH, path],
    );
    for (let pass = 1; pass <= 2; pass++) {
      const result = await scan(database, library, { verify: true });
      expect(result).toMatchObject({
        status: "complete-with-problems",
        problems: 1,
        changed: 0,
        filesRead: 2,
      });
      expect(await problems(database)).toEqual([
        { path, code: "content-damaged", message: expect.stringContaining("/elsewhere/copy.wav") },
      ]);
      const row = (await readCatalog(database, library)).find((one) => one.path === "a.wav");
      expect(row).toMatchObject({ id: before["a.wav"], hash: OTHER_HASH, state: "present" });
    }
  });
});

test("a damaged file without a healthy copy says so, and restored from a backup it is no problem any more", async () => {
  await withScannedLibrary({ "a.wav": "one", "b.wav": "two" }, async ({ database, library, before }) => {
    const path = join(library, "a.wav");
    const [{ hash } = { hash: null }] = await readCatalog(database, library);
    await rot(database, path);
    await scan(database, library, { verify: true });
    expect(await problems(database)).toEqual([
      {
        path,
        code: "content-damaged",
        message: expect.stringContaining("the catalog knows no healthy copy"),
      },
    ]);
    await query(database, "UPDATE assets SET file_hash = $2 WHERE file_path = $1", [path, hash]);
    expect(await scan(database, library, { verify: true })).toMatchObject({
      status: "complete",
      problems: 0,
    });
    expect(await problems(database)).toEqual([]);
    expect((await readCatalog(database, library))[0]).toMatchObject({ id: before["a.wav"], hash });
  });
});

test("a pass without --verify leaves the report of the damage as it is", async () => {
  await withScannedLibrary({ "a.wav": "one", "b.wav": "two" }, async ({ database, library }) => {
    await rot(database, join(library, "a.wav"));
    await scan(database, library, { verify: true });
    const told = await problems(database);
    expect(await scan(database, library)).toMatchObject({
      status: "complete-with-problems",
      problems: 1,
      filesRead: 0,
    });
    expect(await problems(database)).toEqual(told);
  });
});

test("--verify renews the time of verification, and takes an edit for an edit", async () => {
  await withScannedLibrary({ "a.wav": "one", "b.wav": "two" }, async ({ database, library, before }) => {
    await query(database, "UPDATE assets SET verified_at = '2001-01-01'");
    putFile(join(library, "b.wav"), "TWO");
    utimesSync(join(library, "b.wav"), LONG_AGO, LONG_AGO);
    const result = await scan(database, library, { verify: true });
    expect(result).toMatchObject({ status: "complete", unchanged: 1, changed: 1, problems: 0 });
    expect(await query(database, "SELECT FROM assets WHERE verified_at < '2002-01-01'")).toEqual([]);
    expect((await readCatalog(database, library)).map(({ id }) => id)).toEqual([
      before["a.wav"],
      before["b.wav"],
    ]);
  });
});

test("--verify finds a copy of a file and gives it a row of its own", async () => {
  await withScannedLibrary({ "a.wav": "one" }, async ({ database, library, before }) => {
    copyFileSync(join(library, "a.wav"), join(library, "b.wav"));
    expect(await scan(database, library, { verify: true })).toMatchObject({
      unchanged: 1,
      added: 1,
      moved: 0,
    });
    expect((await readCatalog(database, library))[0]?.id).toBe(before["a.wav"]);
  });
});
