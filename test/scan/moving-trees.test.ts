import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScanResult } from "../../src/scan/scan-folders.ts";
import { query, statesByPath } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { age, takes } from "../world/library.ts";
import { RULES, scan, type ScanOverrides } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

interface World {
  readonly root: string;
  readonly library: string;
  readonly database: TestDatabase;
}

/** A library of 40 files that stay and the given ones, none of which the catalog knows yet. */
async function inWorld(files: Record<string, string>, use: (world: World) => Promise<void>): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const library = join(root, "library");
      makeTree(library, { ...takes(40, "stay"), ...files });
      age(library);
      await use({ root, library, database });
    }),
  );
}

/** A scan under which the tree is changed once: the walk is over, and no file has been read. */
async function scanWhile(
  { database, library }: World,
  change: () => void,
  overrides: ScanOverrides = {},
): Promise<ScanResult> {
  let changed = false;
  const onProgress = ({ stage }: { stage: string }): void => {
    if (changed || stage !== "read") return;
    changed = true;
    change();
  };
  const result = await scan(database, library, { ...overrides, events: { onProgress } });
  expect(changed).toBe(true);
  return result;
}

/** Codes of the problems by path, and the states of all files but those that stay. */
async function told({ database, library }: World): Promise<{ problems: unknown; states: unknown }> {
  const problems = await query<{ path: string; code: string }>(
    database,
    "SELECT file_path AS path, code FROM scan_problems",
  );
  const states = Object.entries(await statesByPath(database, library));
  return {
    problems: Object.fromEntries(problems.map(({ path, code }) => [path.slice(library.length + 1), code])),
    states: Object.fromEntries(states.filter(([path]) => !path.startsWith("stay/"))),
  };
}

test("a new file that something else takes the place of before it is read is a problem, then what it became", async () => {
  const names = ["fifo", "folder", "link", "device", "deleted", "in/folder", "short", "closed"];
  const files = Object.fromEntries(names.map((name) => [`${name}.wav`, `content of ${name}`]));
  await inWorld(files, async (world) => {
    const at = (name: string): string => join(world.library, name);
    const isRoot = process.getuid?.() === 0;
    if (!isRoot)
      console.warn("not root: no device is made, and the unreadable file is one to this user only");
    const result = await scanWhile(world, () => {
      for (const name of ["fifo", "folder", "link", "device", "deleted"]) rmSync(at(`${name}.wav`));
      execFileSync("mkfifo", [at("fifo.wav")]);
      makeTree(at("folder.wav"), { "inner.wav": "inner" });
      symlinkSync("/etc/passwd", at("link.wav"));
      if (isRoot) execFileSync("mknod", [at("device.wav"), "c", "1", "5"]);
      rmSync(at("in"), { recursive: true });
      writeFileSync(at("in"), "a file where a folder was");
      truncateSync(at("short.wav"), 3);
      if (!isRoot) chmodSync(at("closed.wav"), 0);
    });
    expect(result).toMatchObject({ status: "complete-with-problems", missing: 0 });
    const after = {
      "short.wav": "present",
      ...(isRoot ? { "closed.wav": "present" } : {}),
    };
    const notAFile = { "fifo.wav": "not-a-file", "folder.wav": "not-a-file", "link.wav": "not-a-file" };
    expect(await told(world)).toEqual({
      problems: {
        ...notAFile,
        "device.wav": isRoot ? "not-a-file" : "vanished",
        "deleted.wav": "vanished",
        "in/folder.wav": "vanished",
        ...(isRoot ? {} : { "closed.wav": "no-permission" }),
      },
      states: after,
    });
    age(world.library);
    if (!isRoot) chmodSync(at("closed.wav"), 0o644);
    expect(await scan(world.database, world.library)).toMatchObject({
      status: "complete",
      problems: 0,
      missing: 0,
    });
    expect(await told(world)).toEqual({
      problems: {},
      states: { "short.wav": "present", "closed.wav": "present", "folder.wav/inner.wav": "present" },
    });
  });
});

test("known files that change, then become something else before they are read, keep their rows", async () => {
  const names = ["fifo", "folder", "deleted", "deep/down"];
  const files = Object.fromEntries(names.map((name) => [`${name}.wav`, `content of ${name}`]));
  await inWorld(files, async (world) => {
    const at = (name: string): string => join(world.library, name);
    await scan(world.database, world.library);
    for (const name of names) writeFileSync(at(`${name}.wav`), `other content of ${name}`);
    const result = await scanWhile(world, () => {
      for (const name of ["fifo", "folder", "deleted"]) rmSync(at(`${name}.wav`));
      execFileSync("mkfifo", [at("fifo.wav")]);
      mkdirSync(at("folder.wav"));
      rmSync(at("deep"), { recursive: true });
      writeFileSync(at("deep"), "");
    });
    expect(result).toMatchObject({ status: "complete-with-problems", missing: 0, problems: 4 });
    const present = Object.fromEntries(names.map((name) => [`${name}.wav`, "present"]));
    expect((await told(world)).states).toEqual(present);
    expect(await scan(world.database, world.library)).toMatchObject({ status: "complete", missing: 4 });
    const missing = Object.fromEntries(names.map((name) => [`${name}.wav`, "missing"]));
    expect(await told(world)).toEqual({ problems: {}, states: missing });
  });
});

test("a folder renamed between walk and read costs its new files a problem, and the next pass finds all at their new place", async () => {
  await inWorld(takes(5, "old"), async (world) => {
    const at = (name: string): string => join(world.library, name);
    const result = await scanWhile(world, () => renameSync(at("old"), at("new")));
    expect(result).toMatchObject({ status: "complete-with-problems", added: 40, problems: 5, missing: 0 });
    expect(await scan(world.database, world.library)).toMatchObject({
      status: "complete",
      added: 5,
      problems: 0,
    });
  });
});

test("a link to a file outside the library is read only where links are followed, and changing its target loses nothing", async () => {
  await inWorld({}, async (world) => {
    makeTree(world.root, { "far/a.wav": "far away", "far/b.wav": "far away too" });
    age(join(world.root, "far"));
    symlinkSync(join(world.root, "far/a.wav"), join(world.library, "link.wav"));
    expect(await scan(world.database, world.library)).toMatchObject({ seen: 40, added: 40 });
    const rules = { ...RULES, followSymlinks: true };
    const followed = await scanWhile(
      world,
      () => {
        rmSync(join(world.library, "link.wav"));
        symlinkSync(join(world.root, "far/b.wav"), join(world.library, "link.wav"));
      },
      { rules },
    );
    expect(followed).toMatchObject({ status: "complete", added: 1 });
    expect(await scan(world.database, world.library, { rules })).toMatchObject({ unchanged: 41, missing: 0 });
    rmSync(join(world.root, "far"), { recursive: true });
    expect(await scan(world.database, world.library, { rules })).toMatchObject({
      status: "complete",
      missing: 1,
    });
  });
});
