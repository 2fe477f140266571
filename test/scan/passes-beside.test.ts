import { once } from "node:events";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { idsByPath, query, readCatalog, statesByPath } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { age, takes, withScannedLibrary } from "../world/library.ts";
import { scan, scanInSteps } from "../world/scan.ts";
import { makeTree, putFile, withFolder } from "../world/tree.ts";

/** Does something once, and nothing after that. */
function atFirst(work: () => Promise<unknown>): () => Promise<unknown> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    isDone = true;
    await work();
  };
}

test("two first scans of one library at once end in the catalog of one, each file in it once", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, { ...takes(700, "a"), ...takes(700, "b") });
      const [one, other] = await Promise.all([
        scan(database, library, { wait: true }),
        scan(database, library, { wait: true }),
      ]);
      expect([one.status, other.status]).toEqual(["complete", "complete"]);
      const rows = await readCatalog(database, library);
      expect(rows.length).toBe(1_400);
      expect(new Set(rows.map(({ path }) => path)).size).toBe(1_400);
      expect(await scan(database, library)).toMatchObject({ unchanged: 1_400, filesRead: 0 });
    }),
  );
});

test("a scan of one folder goes to its end while the whole library is being read", async () => {
  await withScannedLibrary(takes(50, "a"), async ({ database, library }) => {
    makeTree(library, takes(300, "b"));
    putFile(join(library, "c/new.wav"), "new");
    age(library);
    const beside = atFirst(async () => {
      expect(await scan(database, join(library, "c"))).toMatchObject({ status: "complete", added: 1 });
    });
    expect(await scanInSteps(database, library, beside)).toMatchObject({ status: "complete", added: 300 });
    expect(await readCatalog(database, library)).toHaveLength(351);
  });
});

test("what another pass found moved while this one read has its id, and is not added again", async () => {
  await withScannedLibrary(takes(20, "a"), async ({ database, library, before }) => {
    renameSync(join(library, "a"), join(library, "b"));
    const beside = atFirst(() => scan(database, join(library, "b")));
    expect(await scanInSteps(database, library, beside)).toMatchObject({
      status: "complete",
      added: 0,
      missing: 0,
    });
    expect((await idsByPath(database, library))["b/0.wav"]).toBe(before["a/0.wav"]);
    expect(await readCatalog(database, library)).toHaveLength(20);
  });
});

test("a file that was read, and is gone again when another pass looked at its folder, is not believed", async () => {
  await withScannedLibrary(takes(20, "a"), async ({ database, library }) => {
    // The content of a row that stays: its reading waits for the decision.
    putFile(join(library, "b/copy.wav"), Object.values(takes(1, "a"))[0] ?? "");
    age(library);
    let slices = 0;
    const beside = async (): Promise<void> => {
      slices += 1;
      const [row] = await query<{ n: bigint }>(database, "SELECT count(*) AS n FROM scan_readings");
      if (row?.n !== 1n) return;
      rmSync(join(library, "b/copy.wav"));
      await scan(database, join(library, "b"));
    };
    const result = await scanInSteps(database, library, beside, { verify: true });
    expect(slices).toBeGreaterThan(1);
    expect(result).toMatchObject({ status: "complete" });
    expect((await statesByPath(database, library))["b/copy.wav"]).not.toBe("present");
  });
});

/** Another program has changed these rows and does not say whether it means it. */
async function withLockedRows<T>(
  database: TestDatabase,
  paths: readonly string[],
  use: (release: () => void) => Promise<T>,
): Promise<T> {
  const releasing = new AbortController();
  const released = once(releasing.signal, "abort");
  return withSession(database.address, (session) =>
    session.transaction(async () => {
      await session.sql("SELECT FROM assets WHERE file_path = ANY ($1::text[]) FOR UPDATE", [paths]);
      const using = use(() => releasing.abort());
      await Promise.race([released, using]);
      return { using };
    }),
  ).then(({ using }) => using);
}

/** Much longer than the 15 s after which a silent pass is taken for dead. */
const LONG_MS = 40_000;

test(
  "a decision of 40 s beside scans of the same and of another library: nobody ends the other, all end right",
  { timeout: 400_000 },
  async () => {
    await withScannedLibrary(takes(10, "a"), async ({ database, library }) =>
      withFolder(async (other) => {
        makeTree(other, takes(5, "o"));
        await scan(database, other);
        rmSync(join(library, "a/0.wav"));
        rmSync(join(other, "o/0.wav"));
        await withLockedRows(database, [join(library, "a/0.wav")], async (release) => {
          const slow = scan(database, library);
          await until(async () => (await deciding(database)) === 1);
          const waiting: string[] = [];
          const same = scan(database, library, {
            wait: true,
            events: { onWaiting: ({ libraryPath }) => waiting.push(libraryPath) },
          });
          const busy = await scan(database, library);
          const another = scan(database, other);
          await sleep(LONG_MS);
          // Whoever begins anything ends what is dead before.
          expect(await query(database, "SELECT FROM passes WHERE status = 'failed'")).toEqual([]);
          release();
          const results = await Promise.all([slow, same, another]);
          expect({ busy: busy.status, waiting, results: results.map(({ status }) => status) }).toEqual({
            busy: "busy",
            waiting: [library],
            results: ["complete", "complete", "complete"],
          });
          expect(results.map(({ missing }) => missing).reduce((sum, one) => sum + one)).toBe(2);
        });
        expect(await statesByPath(database, library)).toMatchObject({ "a/0.wav": "missing" });
        expect(await statesByPath(database, other)).toMatchObject({ "o/0.wav": "missing" });
      }),
    );
  },
);

async function deciding(database: TestDatabase): Promise<number> {
  const rows = await query(
    database,
    "SELECT FROM passes WHERE deciding_since IS NOT NULL AND finished_at IS NULL",
  );
  return rows.length;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(50);
}
