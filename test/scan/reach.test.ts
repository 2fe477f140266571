import { accessSync, chmodSync, constants, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { idsByPath, query, statesByPath } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { age, takes, withScannedLibrary } from "../world/library.ts";
import { RULES, scan, scanInSteps } from "../world/scan.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";

test("a sub-folder that can't be listed leaves all below it untouched, and the rest of the pass goes on", async (context) => {
  await withScannedLibrary(
    { "open/1.wav": "one", "shut/deep/2.wav": "two", "shut/3.wav": "three" },
    async (scanned) => {
      const { database, root, library, before } = scanned;
      chmodSync(root, 0o755);
      rmSync(join(library, "shut/3.wav"));
      putFile(join(library, "open/4.wav"), "four");
      chmodSync(join(library, "shut"), 0);
      const result = await asNobody(context, () => scan(database, library));
      chmodSync(join(library, "shut"), 0o755);
      expect(result).toMatchObject({ status: "complete-with-problems", added: 1, missing: 0, problems: 1 });
      expect(await idsByPath(database, library)).toMatchObject(before);
      expect(await query(database, "SELECT file_path, code FROM scan_problems")).toEqual([
        { file_path: join(library, "shut"), code: "folder-unreadable" },
      ]);
      expect(await scan(database, library)).toMatchObject({ status: "complete", missing: 1, problems: 0 });
      expect(await idsByPath(database, library)).toMatchObject({
        "shut/deep/2.wav": before["shut/deep/2.wav"],
      });
    },
  );
});

test("a file that can't be opened is a problem, keeps its row, and is tried again in every pass", async (context) => {
  await withScannedLibrary(
    { "a.wav": "one", "b.wav": "two" },
    async ({ database, root, library, before }) => {
      chmodSync(root, 0o755);
      putFile(join(library, "a.wav"), "changed");
      chmodSync(join(library, "a.wav"), 0);
      for (let attempt = 1; attempt <= 2; attempt++) {
        const result = await asNobody(context, () => scan(database, library));
        expect(result).toMatchObject({ status: "complete-with-problems", problems: 1, missing: 0 });
        expect(await query(database, "SELECT code, attempts FROM scan_problems")).toEqual([
          { code: "no-permission", attempts: attempt },
        ]);
      }
      chmodSync(join(library, "a.wav"), 0o644);
      expect(await scan(database, library)).toMatchObject({ status: "complete", changed: 1, problems: 0 });
      expect(await idsByPath(database, library)).toEqual(before);
    },
  );
});

test("a new exclude or a removed extension makes assets unfollowed, and they are back when followed again", async () => {
  await withScannedLibrary({ "a.wav": "one", "Old/b.wav": "two" }, async ({ database, library, before }) => {
    const excluded = { ...RULES, exclude: [...RULES.exclude, "Old/**"] };
    expect(await scan(database, library, { rules: excluded })).toMatchObject({
      status: "complete",
      missing: 0,
    });
    expect(await statesByPath(database, library)).toEqual({ "a.wav": "present", "Old/b.wav": "unfollowed" });
    const noWav = { ...RULES, extensions: ["aiff"] };
    expect(await scan(database, library, { rules: noWav })).toMatchObject({ status: "complete", missing: 0 });
    expect(await statesByPath(database, library)).toEqual({
      "a.wav": "unfollowed",
      "Old/b.wav": "unfollowed",
    });
    expect(await scan(database, library)).toMatchObject({ returned: 2, filesRead: 0 });
    expect(await idsByPath(database, library)).toEqual(before);
  });
});

test("a file belongs to the longest library above it: the outer pass leaves the inner one's files to the inner pass", async () => {
  await withDatabase((database) =>
    withFolder(async (root) => {
      const [library, inner] = [join(root, "library"), join(root, "library/inner")];
      makeTree(library, { "a.wav": "one", "inner/b.wav": "two" });
      age(library);
      await scan(database, inner);
      const both = await scan(database, library);
      expect(both.libraries.map(({ path, seen }) => ({ path, seen }))).toEqual([
        { path: library, seen: 1 },
        { path: inner, seen: 1 },
      ]);
      const owners =
        "SELECT a.file_path, l.path FROM assets a JOIN libraries l ON l.id = a.library_id ORDER BY 1";
      expect(await query(database, owners)).toEqual([
        { file_path: join(library, "a.wav"), path: library },
        { file_path: join(inner, "b.wav"), path: inner },
      ]);
      const before = await idsByPath(database, library);
      renameSync(inner, join(root, "unplugged"));
      const after = await scan(database, library);
      expect(after.libraries.map(({ status }) => status)).toEqual(["complete", "offline"]);
      expect(await idsByPath(database, library)).toEqual(before);
    }),
  );
});

test("a pass over a folder answers for that folder only, and follows what moved into it", async () => {
  await withScannedLibrary({ ...takes(3, "a"), ...takes(3, "b") }, async ({ database, library, before }) => {
    rmSync(join(library, "a/0.wav"));
    rmSync(join(library, "b/0.wav"));
    renameSync(join(library, "a/1.wav"), join(library, "b/moved.wav"));
    expect(await scan(database, join(library, "b"))).toMatchObject({ seen: 3, moved: 1, missing: 1 });
    expect(await statesByPath(database, library)).toMatchObject({
      "a/0.wav": "present",
      "b/0.wav": "missing",
    });
    expect((await idsByPath(database, library))["b/moved.wav"]).toBe(before["a/1.wav"]);
    expect(await scan(database, join(library, "a"))).toMatchObject({ seen: 1, missing: 1 });
  });
});

test("a row that was written since the walk began is not called missing", async () => {
  await withScannedLibrary(takes(3, "a"), async ({ database, library }) => {
    rmSync(join(library, "a/0.wav"));
    putFile(join(library, "new.wav"), "new");
    const touch = (): Promise<unknown> =>
      query(database, "UPDATE assets SET written_at = clock_timestamp() WHERE file_path = $1", [
        join(library, "a/0.wav"),
      ]);
    expect(await scanInSteps(database, library, touch)).toMatchObject({ added: 1, missing: 0 });
    expect(await scan(database, library)).toMatchObject({ missing: 1 });
  });
});

test("most files with other times and equal sizes: a sample is read, the others keep their time of verification", async () => {
  await withScannedLibrary(takes(300, "a"), async ({ database, library, before }) => {
    const verified = "SELECT file_path, verified_at FROM assets ORDER BY file_path";
    const rows = await query(database, verified);
    age(library, 1_000_003_600);
    const notes: string[] = [];
    const result = await scan(database, library, { events: { onNote: (line) => notes.push(line) } });
    expect(result).toMatchObject({ status: "complete", unchanged: 300, changed: 0, filesRead: 100 });
    expect(notes).toEqual([expect.stringContaining("300 files have other times but the same sizes")]);
    expect(await idsByPath(database, library)).toEqual(before);
    expect(await query(database, verified)).toEqual(rows);
    expect(await scan(database, library)).toMatchObject({ unchanged: 300, filesRead: 0 });
  });
});

test("one other file in the sample, and every one is read", async () => {
  await withScannedLibrary(takes(50, "a"), async ({ database, library, before }) => {
    putFile(join(library, "a/7.wav"), "A 7");
    age(library, 1_000_003_600);
    expect(await scan(database, library)).toMatchObject({ unchanged: 49, changed: 1 });
    expect(await idsByPath(database, library)).toEqual(before);
  });
});

/** Root may read everything, so that a user who may not takes its place; the files of this package must be his to read. */
async function asNobody<T>(context: TestContext, use: () => Promise<T>): Promise<T> {
  if (process.platform === "win32") context.skip("Windows has no chmod");
  if (process.getuid?.() !== 0) return use();
  process.seteuid?.(65_534);
  try {
    if (!canRead()) context.skip("nobody may not read this package, which lies in root's own folders");
    return await use();
  } finally {
    process.seteuid?.(0);
  }
}

function canRead(): boolean {
  try {
    accessSync(join(import.meta.dirname, "../../dist/walk-worker.js"), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

test("a library that the config no longer names is unfollowed, kept, and back when it is named again", async () => {
  await withDatabase((database) =>
    withFolder(async (root) => {
      makeTree(root, { "one/a.wav": "A", "two/b.wav": "B", "by hand/c.wav": "C" });
      const [one, two] = [join(root, "one"), join(root, "two")];
      await scan(database, join(root, "by hand"));
      await scan(database, [one, two], { fromConfig: true });
      const notes: string[] = [];
      await scan(database, one, { fromConfig: true, events: { onNote: (line) => notes.push(line) } });
      expect(notes).toEqual([`${two} is no longer in the config: its 1 files are unfollowed, and kept`]);
      const states = { "one/a.wav": "present", "two/b.wav": "unfollowed", "by hand/c.wav": "present" };
      expect(await statesByPath(database, root)).toEqual(states);
      expect(await scan(database, [one, two], { fromConfig: true })).toMatchObject({ returned: 1 });
      expect(await statesByPath(database, root)).toEqual({ ...states, "two/b.wav": "present" });
    }),
  );
});
