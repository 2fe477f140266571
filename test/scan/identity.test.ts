import { copyFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wav } from "../world/audio/wav.ts";
import { idsByPath, query, readCatalog, statesByPath } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { scan } from "../world/scan.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";

/** Distinct content a number. */
const take = (seed: number): Buffer => wav({ seconds: 0.05, seed });

interface World {
  readonly database: TestDatabase;
  readonly library: string;
  readonly before: Record<string, string>;
}

/** A scanned library of these takes, beside ten others that keep it from being "held". */
async function withLibrary(
  files: Record<string, number>,
  use: (world: World) => Promise<void>,
): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (library) => {
      const bystanders = Object.fromEntries(
        Array.from({ length: 10 }, (_, n) => [`other/${n}.wav`, take(900 + n)]),
      );
      makeTree(library, {
        ...bystanders,
        ...Object.fromEntries(Object.entries(files).map(([path, seed]) => [path, take(seed)])),
      });
      await scan(database, library);
      await settle(database);
      await use({ database, library, before: await idsByPath(database, library) });
    }),
  );
}

/** Files made just now are read once more by the next pass; tests that count readings want that behind them. */
async function settle(database: TestDatabase): Promise<void> {
  await query(database, "UPDATE assets SET read_again = FALSE");
}

async function ids(world: World): Promise<Record<string, string>> {
  const all = await idsByPath(world.database, world.library);
  return Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith("other/")));
}

test("a second pass reads no file and writes no row", async () => {
  await withLibrary({ "a.wav": 1 }, async ({ database, library }) => {
    const rows = await query(database, "SELECT *, xmin::text FROM assets ORDER BY id");
    const result = await scan(database, library);
    expect(result).toMatchObject({ status: "complete", seen: 11, unchanged: 11, filesRead: 0, bytesRead: 0 });
    expect(await query(database, "SELECT *, xmin::text FROM assets ORDER BY id")).toEqual(rows);
  });
});

test("a new file is a new row", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    putFile(join(world.library, "b.wav"), take(2));
    expect(await scan(world.database, world.library)).toMatchObject({ added: 1, unchanged: 11 });
    expect(await ids(world)).toEqual({ "a.wav": world.before["a.wav"], "b.wav": expect.any(String) });
  });
});

test("other content at the same path keeps the id and ends the analysis of the old content", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    await analyse(world, "a.wav");
    writeFileSync(join(world.library, "a.wav"), take(2));
    expect(await scan(world.database, world.library)).toMatchObject({ changed: 1, unchanged: 10 });
    expect(await ids(world)).toEqual({ "a.wav": world.before["a.wav"] });
    expect(await query(world.database, "SELECT * FROM analysis_cache")).toEqual([]);
    expect(await events(world)).toEqual([{ type: "changed", from: "a.wav", to: "a.wav" }]);
  });
});

test("a touched file keeps its id and its analysis", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    await analyse(world, "a.wav");
    utimesSync(join(world.library, "a.wav"), 1_000_000, 1_000_000);
    expect(await scan(world.database, world.library)).toMatchObject({
      changed: 0,
      unchanged: 11,
      filesRead: 1,
    });
    expect(await ids(world)).toEqual({ "a.wav": world.before["a.wav"] });
    expect(await query(world.database, "SELECT * FROM analysis_cache")).toHaveLength(1);
    expect(await events(world)).toEqual([]);
  });
});

test("a renamed folder keeps every id, and the analysis", async () => {
  await withLibrary({ "Kicks/1.wav": 1, "Kicks/deep/2.wav": 2 }, async (world) => {
    await analyse(world, "Kicks/1.wav");
    renameSync(join(world.library, "Kicks"), join(world.library, "Bass Drums"));
    expect(await scan(world.database, world.library)).toMatchObject({ moved: 2, added: 0, missing: 0 });
    expect(await ids(world)).toEqual({
      "Bass Drums/1.wav": world.before["Kicks/1.wav"],
      "Bass Drums/deep/2.wav": world.before["Kicks/deep/2.wav"],
    });
    expect(await query(world.database, "SELECT * FROM analysis_cache")).toHaveLength(1);
    expect(await events(world)).toEqual([
      { type: "moved", from: "Kicks/1.wav", to: "Bass Drums/1.wav" },
      { type: "moved", from: "Kicks/deep/2.wav", to: "Bass Drums/deep/2.wav" },
    ]);
  });
});

test("moved to another library, the id follows, whichever library is passed first", async () => {
  for (const order of [
    ["one", "two"],
    ["two", "one"],
  ]) {
    await withDatabase((database) =>
      withFolder(async (root) => {
        makeTree(root, { "one/a.wav": take(1), "one/b.wav": take(2), "two/c.wav": take(3) });
        await scan(database, [join(root, "one"), join(root, "two")]);
        const before = await idsByPath(database, root);
        renameSync(join(root, "one/a.wav"), join(root, "two/a.wav"));
        for (const name of order) await scan(database, join(root, name));
        expect(await idsByPath(database, root)).toEqual({
          "one/b.wav": before["one/b.wav"],
          "two/a.wav": before["one/a.wav"],
          "two/c.wav": before["two/c.wav"],
        });
      }),
    );
  }
});

test("a copy is a new row with the same hash", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    copyFileSync(join(world.library, "a.wav"), join(world.library, "b.wav"));
    expect(await scan(world.database, world.library)).toMatchObject({ added: 1, moved: 0, unchanged: 11 });
    const rows = (await readCatalog(world.database, world.library)).filter(
      ({ path }) => !path?.startsWith("other/"),
    );
    expect(rows.map(({ path }) => path)).toEqual(["a.wav", "b.wav"]);
    expect(rows[0]?.hash).toBe(rows[1]?.hash);
    expect(rows[0]?.id).toBe(world.before["a.wav"]);
  });
});

test("two files swapped: every id follows its content, also with equal sizes and mtimes", async () => {
  for (const sameTimes of [false, true]) {
    await withLibrary({ "a.wav": 1, "b.wav": 2 }, async (world) => {
      const [a, b] = [join(world.library, "a.wav"), join(world.library, "b.wav")];
      if (sameTimes) {
        for (const path of [a, b]) utimesSync(path, 2_000_000, 2_000_000);
        await scan(world.database, world.library);
        expect(statSync(a).size).toBe(statSync(b).size);
      }
      renameSync(a, `${a}.x`);
      renameSync(b, a);
      renameSync(`${a}.x`, b);
      expect(await scan(world.database, world.library)).toMatchObject({ moved: 2, changed: 0 });
      expect(await ids(world)).toEqual({ "a.wav": world.before["b.wav"], "b.wav": world.before["a.wav"] });
    });
  }
});

test("a chain renumbered (1→2, 2→3, 3→4): every id follows its content", async () => {
  await withLibrary({ "1.wav": 1, "2.wav": 2, "3.wav": 3 }, async (world) => {
    for (const n of [3, 2, 1])
      renameSync(join(world.library, `${n}.wav`), join(world.library, `${n + 1}.wav`));
    await scan(world.database, world.library);
    expect(await ids(world)).toEqual({
      "2.wav": world.before["1.wav"],
      "3.wav": world.before["2.wav"],
      "4.wav": world.before["3.wav"],
    });
  });
});

test("mv a b over an existing b: b keeps its id with the new content, a is missing", async () => {
  await withLibrary({ "a.wav": 1, "b.wav": 2 }, async (world) => {
    renameSync(join(world.library, "a.wav"), join(world.library, "b.wav"));
    expect(await scan(world.database, world.library)).toMatchObject({ changed: 1, missing: 1, moved: 0 });
    expect(await ids(world)).toEqual({ "b.wav": world.before["b.wav"] });
    expect(await statesByPath(world.database, world.library)).toMatchObject({ "a.wav": "missing" });
  });
});

test("2→3 over 3, then 1→2: ids 1 and 2 follow, 3 is missing", async () => {
  await withLibrary({ "1.wav": 1, "2.wav": 2, "3.wav": 3 }, async (world) => {
    renameSync(join(world.library, "2.wav"), join(world.library, "3.wav"));
    renameSync(join(world.library, "1.wav"), join(world.library, "2.wav"));
    expect(await scan(world.database, world.library)).toMatchObject({ moved: 2, missing: 1 });
    expect(await ids(world)).toEqual({ "2.wav": world.before["1.wav"], "3.wav": world.before["2.wav"] });
    const lost = (await readCatalog(world.database, world.library)).find(
      ({ id }) => id === world.before["3.wav"],
    );
    expect(lost).toMatchObject({ state: "missing", path: null, lastPath: "3.wav" });
  });
});

test("renamed, and a new file written at the old path: the id goes with the old content", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    renameSync(join(world.library, "a.wav"), join(world.library, "b.wav"));
    writeFileSync(join(world.library, "a.wav"), take(2));
    expect(await scan(world.database, world.library)).toMatchObject({ moved: 1, added: 1 });
    expect(await ids(world)).toEqual({ "b.wav": world.before["a.wav"], "a.wav": expect.any(String) });
  });
});

test("the id goes with the old content also while the new file at its old path is still being written", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    renameSync(join(world.library, "a.wav"), join(world.library, "b.wav"));
    writeFileSync(join(world.library, "a.wav"), "first words");
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === "read") writeFileSync(join(world.library, "a.wav"), "first words, and more");
    };
    expect(await scan(world.database, world.library, { events: { onProgress } })).toMatchObject({
      moved: 1,
      added: 1,
    });
    expect(await ids(world)).toEqual({ "b.wav": world.before["a.wav"], "a.wav": expect.any(String) });
  });
});

test("while a new file at the old path settles, its old content waits for it at the new one", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    mkdirSync(join(world.library, "Old Takes"));
    renameSync(join(world.library, "a.wav"), join(world.library, "Old Takes/a.wav"));
    utimesSync(join(world.library, "Old Takes/a.wav"), 1_000_000, 1_000_000);
    writeFileSync(join(world.library, "a.wav"), take(2));
    const early = await scan(world.database, world.library, { settleMs: 60_000 });
    expect(early).toMatchObject({ status: "complete", moved: 0, added: 0, missing: 0 });
    const folders = early.libraries[0]?.unsettled.map(({ folder }) => folder);
    expect(folders).toEqual(expect.arrayContaining([world.library, join(world.library, "Old Takes")]));
    expect(await scan(world.database, world.library)).toMatchObject({ moved: 1, added: 1, changed: 0 });
    expect(await ids(world)).toEqual({
      "Old Takes/a.wav": world.before["a.wav"],
      "a.wav": expect.any(String),
    });
  });
});

test("copied away, then edited in place: the id stays, the copy is a new row", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    copyFileSync(join(world.library, "a.wav"), join(world.library, "b.wav"));
    writeFileSync(join(world.library, "a.wav"), take(2));
    expect(await scan(world.database, world.library)).toMatchObject({ changed: 1, added: 1, moved: 0 });
    const after = await ids(world);
    expect(after["a.wav"]).toBe(world.before["a.wav"]);
    expect(after["b.wav"]).not.toBe(world.before["a.wav"]);
  });
});

test("deleted: the row stays, missing, and so do its clips", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    await useInSong(world, "a.wav");
    rmSync(join(world.library, "a.wav"));
    expect(await scan(world.database, world.library)).toMatchObject({ status: "complete", missing: 1 });
    expect(await statesByPath(world.database, world.library)).toMatchObject({ "a.wav": "missing" });
    expect(await query(world.database, "SELECT asset_id::text FROM clips")).toEqual([
      { asset_id: world.before["a.wav"] },
    ]);
    expect(await events(world)).toEqual([{ type: "missing", from: "a.wav", to: null }]);
  });
});

test("a deleted file that comes back, at its old or another path, has its id again", async () => {
  for (const place of ["a.wav", "elsewhere/c.wav"]) {
    await withLibrary({ "a.wav": 1 }, async (world) => {
      rmSync(join(world.library, "a.wav"));
      await scan(world.database, world.library);
      await scan(world.database, world.library);
      putFile(join(world.library, place), take(1));
      expect(await scan(world.database, world.library)).toMatchObject({ returned: 1, added: 0, moved: 0 });
      expect(await ids(world)).toEqual({ [place]: world.before["a.wav"] });
    });
  }
});

test("several equal files moved at once: each id to one place, same names first", async () => {
  await withLibrary({ "x/1.wav": 7, "x/2.wav": 7, "x/3.wav": 7 }, async (world) => {
    mkdirSync(join(world.library, "y"));
    for (const n of [1, 2, 3])
      renameSync(join(world.library, `x/${n}.wav`), join(world.library, `y/${n}.wav`));
    expect(await scan(world.database, world.library)).toMatchObject({ moved: 3 });
    expect(await ids(world)).toEqual({
      "y/1.wav": world.before["x/1.wav"],
      "y/2.wav": world.before["x/2.wav"],
      "y/3.wav": world.before["x/3.wav"],
    });
  });
});

test("empty files never pair", async () => {
  await withLibrary({ "a.wav": 1 }, async (world) => {
    writeFileSync(join(world.library, "empty.wav"), "");
    await scan(world.database, world.library);
    renameSync(join(world.library, "empty.wav"), join(world.library, "void.wav"));
    expect(await scan(world.database, world.library)).toMatchObject({ added: 1, missing: 1, moved: 0 });
  });
});

async function analyse({ database, before }: World, path: string): Promise<void> {
  await query(
    database,
    "INSERT INTO analysis_cache (asset_id, method, result_json) VALUES ($1, 'onsets', '{}')",
    [before[path]],
  );
}

async function useInSong({ database, before }: World, path: string): Promise<void> {
  await query(
    database,
    `WITH p AS (INSERT INTO projects (name) VALUES ('Song') RETURNING id),
      t AS (INSERT INTO tracks (project_id, name, type) SELECT id, 'Drums', 'AUDIO' FROM p RETURNING id)
     INSERT INTO clips (track_id, asset_id) SELECT id, $1 FROM t`,
    [before[path]],
  );
}

async function events({
  database,
  library,
}: World): Promise<{ type: string; from: string | null; to: string | null }[]> {
  const short = (path: string | null): string | null => path?.slice(library.length + 1) ?? null;
  const rows = await query<{ type: string; from_path: string | null; to_path: string | null }>(
    database,
    "SELECT type, from_path, to_path FROM asset_events ORDER BY from_path, id",
  );
  return rows.map(({ type, from_path: from, to_path: to }) => ({ type, from: short(from), to: short(to) }));
}

test("an id that was missing goes to its content in another library, also while its own is offline", async () => {
  await withDatabase((database) =>
    withFolder(async (root) => {
      makeTree(root, { "one/a.wav": take(1), "one/b.wav": take(2), "two/c.wav": take(3) });
      await scan(database, [join(root, "one"), join(root, "two")]);
      const before = await idsByPath(database, root);
      rmSync(join(root, "one/a.wav"));
      await scan(database, join(root, "one"));
      renameSync(join(root, "one"), join(root, "unplugged"));
      putFile(join(root, "two/again.wav"), take(1));
      expect(await scan(database, join(root, "two"))).toMatchObject({ returned: 1, added: 0 });
      expect(await idsByPath(database, root)).toEqual({
        "one/b.wav": before["one/b.wav"],
        "two/again.wav": before["one/a.wav"],
        "two/c.wav": before["two/c.wav"],
      });
    }),
  );
});
