import { basename } from "node:path";
import { expect, test } from "vitest";
import { openWalker, type Walker } from "../../src/filesystem/walker.ts";
import { takes } from "../world/library.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const RULES = { include: [], alwaysExclude: [], exclude: [], extensions: ["wav"], followSymlinks: false };

async function namesOf(
  walker: Walker,
  root: string,
  signal = new AbortController().signal,
): Promise<string[]> {
  const names: string[] = [];
  const request = { root, scopes: [{ folder: root, deep: true }], rules: RULES, skip: [] };
  for await (const { entries } of walker.walk(request, { signal })) {
    names.push(...entries.paths.map((path) => basename(path)));
  }
  return names.toSorted();
}

/** Every walk but the first of a walker takes its thread over: what one walk left behind must not reach the next. */
test("walks one after the other, at the same time, and after one that was ended, each see their own folder", async () => {
  await withFolder(async (one) =>
    withFolder(async (other) => {
      makeTree(one, takes(5_000, "a"));
      makeTree(other, { "b/1.wav": "1", "b/c/2.wav": "2", "3.txt": "3" });
      const walker = openWalker();
      try {
        const all = (await namesOf(walker, one)).length;
        const small = await namesOf(walker, other);
        const together = await Promise.all([namesOf(walker, one), namesOf(walker, other)]);
        const request = { root: one, scopes: [{ folder: one, deep: true }], rules: RULES, skip: [] };
        for await (const _ of walker.walk(request, { signal: new AbortController().signal })) break;
        await expect(namesOf(walker, one, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
        expect({
          all,
          small,
          together: together.map(({ length }) => length),
          after: await namesOf(walker, other),
        }).toEqual({
          all: 5_000,
          small: ["1.wav", "2.wav"],
          together: [5_000, 2],
          after: ["1.wav", "2.wav"],
        });
      } finally {
        walker.close();
      }
    }),
  );
});

test("the folder of a PostgreSQL server is not entered, and one that only looks a little like it is", async () => {
  await withFolder(async (root) => {
    makeTree(root, {
      "server/PG_VERSION": "18",
      "server/pg_wal/x.wav": "a log",
      "server/base/1/y.wav": "a table",
      "tour/PG_VERSION": "the version for children",
      "tour/z.wav": "a sample",
    });
    const walker = openWalker();
    try {
      expect(await namesOf(walker, root)).toEqual(["z.wav"]);
    } finally {
      walker.close();
    }
  });
});
