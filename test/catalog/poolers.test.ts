import { describe, expect, test } from "vitest";
import { readCatalog } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { hasPgbouncer, withPooler, type PoolerOptions } from "../world/pooler.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const SHARED =
  /^musaic-catalog: .* is a pooler in transaction or statement mode, .*: name the PostgreSQL server itself/;

/** Two scans at once through the pooler, and what each says. */
async function scanTwice(pooler: PoolerOptions, check: (told: Told[], rows: number) => void): Promise<void> {
  await withDatabase((database) =>
    withPooler(database.url, pooler, (url) =>
      withFolder(async (folder) => {
        makeTree(`${folder}/A`, takes(300, "a"));
        makeTree(`${folder}/B`, takes(300, "b"));
        const told = await Promise.all(
          ["A", "B"].map(async (name): Promise<Told> => {
            const { code, stderr } = await runCli(["scan", `${folder}/${name}`, "--quiet"], { url });
            return {
              code,
              said: stderr.split("\n").filter((line) => line !== "" && !line.startsWith("database:")),
            };
          }),
        );
        check(told, (await readCatalog(database, folder)).length);
      }),
    ),
  );
}

interface Told {
  readonly code: number | null;
  readonly said: readonly string[];
}

describe.skipIf(!hasPgbouncer)("behind PgBouncer", { timeout: 400_000 }, () => {
  test.each(
    (["transaction", "statement"] as const).flatMap((mode) =>
      [1, 2, 5].map((poolSize) => ({ mode, poolSize, settings: [`server_round_robin=${poolSize % 2}`] })),
    ),
  )(
    "in $mode mode with $poolSize backends ($settings.0) both of two scans at once are refused in one line",
    async (pooler) => {
      await scanTwice(pooler, (told, rows) => {
        expect(told).toEqual([
          { code: 1, said: [expect.stringMatching(SHARED)] },
          { code: 1, said: [expect.stringMatching(SHARED)] },
        ]);
        expect(rows).toBe(0);
      });
    },
  );

  test.each([
    ["db", "init"],
    ["db", "status"],
    ["db", "reset", "--yes"],
    ["status"],
    ["duplicates"],
    ["forget", "/tmp", "--yes"],
    ["watch", "/tmp"],
  ])("in transaction mode %s %s is refused in one line", async (...args) => {
    await withDatabase((database) =>
      withPooler(database.url, { mode: "transaction", poolSize: 2 }, async (url) => {
        const { code, stderr } = await runCli(args.filter(Boolean), { url });
        expect({ code, last: stderr.trimEnd().split("\n").at(-1) }).toEqual({
          code: 1,
          last: expect.stringMatching(SHARED),
        });
      }),
    );
  });

  test("in session mode two scans at once take everything in", async () => {
    await scanTwice({ mode: "session", poolSize: 8 }, (told, rows) => {
      expect(told).toEqual([
        { code: 0, said: [] },
        { code: 0, said: [] },
      ]);
      expect(rows).toBe(600);
    });
  });

  test("in session mode with one backend a scan is refused in one line", async () => {
    await withDatabase((database) =>
      withPooler(database.url, { mode: "session", poolSize: 1 }, async (url) => {
        const { code, stderr } = await runCli(["scan", "/tmp/nothing"], { url });
        expect({ code, last: stderr.trimEnd().split("\n").at(-1) }).toEqual({
          code: 1,
          last: expect.stringMatching(/is a pooler that lends no second connection: raise its pool size/),
        });
      }),
    );
  });
});
