import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReaderPool } from "../../src/reader/reader-pool.ts";
import { withDatabase } from "../world/database.ts";
import { statesByPath } from "../world/catalog.ts";
import { scan } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** More than the walk's first batch of 2,000, and than a few batches of the readers. */
const FILES = 3_000;
const NAMES = Array.from({ length: FILES }, (_, n) => `Pack ${n % 30}/take ${n}.wav`);
const TREE = Object.fromEntries(NAMES.map((name) => [name, `content of ${name}`]));

/** A real pool that notes what it is asked for, and what it has read. */
function noting(asked: string[], read: string[] = []): (pool: ReaderPool) => ReaderPool {
  return (pool) => ({
    read: async (paths, options) => {
      asked.push(...paths);
      const outcomes = await pool.read(paths, options);
      read.push(...paths);
      return outcomes;
    },
    start: () => pool.start(),
    close: () => pool.close(),
  });
}

test("the files of a new library are read from the time of its walk on, each once", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, TREE);
      const asked: string[] = [];
      let askedBefore = -1;
      const result = await scan(database, library, {
        around: noting(asked),
        events: {
          onProgress: ({ stage }) => {
            if (stage === "read" && askedBefore < 0) askedBefore = asked.length;
          },
        },
      });
      expect(result).toMatchObject({ status: "complete", added: FILES, filesRead: FILES, problems: 0 });
      expect(askedBefore).toBeGreaterThan(0);
      expect(asked.toSorted()).toEqual(NAMES.map((name) => join(library, name)).toSorted());
      expect(await statesByPath(database, library)).toEqual(
        Object.fromEntries(NAMES.map((name) => [name, "present"])),
      );
      expect(await scan(database, library)).toMatchObject({ unchanged: FILES, filesRead: 0 });
    }),
  );
});

test("a file that changes after its early reading is read again by the next pass", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, TREE);
      const read: string[] = [];
      let changed: string | undefined;
      const first = await scan(database, library, {
        around: noting([], read),
        events: {
          onProgress: ({ stage }) => {
            if (stage !== "read" || changed !== undefined) return;
            [changed] = read;
            if (changed !== undefined) writeFileSync(changed, "quite another content");
          },
        },
      });
      expect(first).toMatchObject({ status: "complete", added: FILES });
      const again: string[] = [];
      expect(await scan(database, library, { around: noting(again) })).toMatchObject({ missing: 0 });
      expect(again).toEqual([changed]);
    }),
  );
});

test("what an interrupted first pass has read is not read early by the next one", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, TREE);
      const interruption = new AbortController();
      const first = await scan(database, library, {
        signal: interruption.signal,
        events: {
          onProgress: (progress) => {
            if (progress.stage === "read" && progress.files > FILES / 2) interruption.abort();
          },
        },
      });
      expect(first.status).toBe("interrupted");
      const stored = Object.keys(await statesByPath(database, library));
      expect(stored.length).toBeGreaterThan(FILES / 2);
      const asked: string[] = [];
      expect(await scan(database, library, { around: noting(asked) })).toMatchObject({ status: "complete" });
      expect(asked).toHaveLength(FILES - stored.length);
    }),
  );
});
