import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

async function inLibrary(use: (library: string, database: TestDatabase) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "lib");
      makeTree(library, takes(6, "a"));
      await runCli(["scan", library, "--quiet"], { url: database.url });
      await query(database, "UPDATE assets SET read_again = FALSE");
      await use(library, database);
    }),
  );
}

/** Everything the catalog holds that a dry run could touch. */
async function contents(database: TestDatabase): Promise<unknown> {
  return [
    await query(database, "SELECT *, xmin::text FROM assets ORDER BY id"),
    await query(database, "SELECT *, xmin::text FROM libraries ORDER BY id"),
    await query(database, "SELECT id FROM passes ORDER BY id"),
  ];
}

test("a dry run says what a pass would find, reads no file and writes nothing", async () => {
  await inLibrary(async (library, database) => {
    renameSync(join(library, "a/1.wav"), join(library, "a/moved.wav"));
    writeFileSync(join(library, "a/2.wav"), "other");
    writeFileSync(join(library, "new.wav"), "new");
    rmSync(join(library, "a/3.wav"));
    const before = await contents(database);
    const { stdout, code } = await runCli(["scan", library, "--dry-run", "--json"], {
      url: database.url,
    });
    expect(code).toBe(0);
    const counts = { seen: 6, added: 2, changed: 1, missing: 2, unchanged: 3, filesRead: 0, moved: 0 };
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, status: "complete", ...counts });
    expect(await contents(database)).toEqual(before);
  });
});

test("a dry run over an emptied library says held, as the pass would", async () => {
  await inLibrary(async (library, database) => {
    rmSync(join(library, "a"), { recursive: true });
    const held = await runCli(["scan", library, "--dry-run", "--json"], { url: database.url });
    expect({ code: held.code, ...JSON.parse(held.stdout) }).toMatchObject({
      code: 4,
      status: "held",
      missing: 6,
    });
    const accepted = await runCli(["scan", library, "--dry-run", "--accept-missing", "--json"], {
      url: database.url,
    });
    expect({ code: accepted.code, ...JSON.parse(accepted.stdout) }).toMatchObject({
      code: 0,
      status: "complete",
      missing: 6,
    });
  });
});

test("a dry run over a folder nobody knew makes no library", async () => {
  await inLibrary(async (library, database) => {
    mkdirSync(join(library, "../other"));
    writeFileSync(join(library, "../other/x.wav"), "x");
    const before = await contents(database);
    const { stdout } = await runCli(["scan", join(library, "../other"), "--dry-run", "--json"], {
      url: database.url,
    });
    expect(JSON.parse(stdout)).toMatchObject({ added: 1, missing: 0 });
    expect(await contents(database)).toEqual(before);
  });
});

test("a folder inside a library that never was there, or is a file, ends with 2; one that is gone is a pass", async () => {
  await inLibrary(async (library, database) => {
    const at = (...parts: string[]) =>
      runCli(["scan", join(library, ...parts), "--json"], { url: database.url });
    expect(await at("nowhere")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/never knew it/),
    });
    expect(await at("a", "1.wav")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/is a file/),
    });
    writeFileSync(join(library, "keep.wav"), "keep");
    await at();
    rmSync(join(library, "a"), { recursive: true });
    const gone = await at("a");
    expect(JSON.parse(gone.stdout)).toMatchObject({
      missing: 6,
      libraries: [{ path: library, folders: [join(library, "a")] }],
    });
  });
});
