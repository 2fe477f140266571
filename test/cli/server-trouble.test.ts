import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openSession } from "../../src/catalog/session.ts";
import { query, readCatalog, type CatalogRow } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { withOwnCluster } from "../world/own-cluster.ts";
import { IMPATIENT, runCli, type CliResult } from "../world/run-cli.ts";
import { writeSlowFile } from "../world/slow-file.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** Small files first, then some that take 4 s each, which are still being read when the first rows are there. */
async function withSlowLibrary(use: (library: string) => Promise<void>): Promise<void> {
  await withFolder(async (library) => {
    makeTree(library, takes(1_500, "a"));
    for (const n of [1, 2]) writeSlowFile(join(library, `long ${n}.wav`), 4);
    await use(library);
  });
}

/** Scans, and once its first rows are stored does something to the server. */
async function scanUntilRows(
  database: TestDatabase,
  library: string,
  act: (child: ChildProcess) => void,
): Promise<CliResult> {
  return runCli(["scan", library, "--json", "--quiet"], {
    url: database.url,
    env: IMPATIENT,
    onStart: (child) =>
      void untilRows(database, child).then(() => {
        // A scan that was faster is not what is tested: its result says so.
        if (child.exitCode === null) act(child);
      }),
  });
}

async function untilRows(database: TestDatabase, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const rows = await query(database, "SELECT FROM assets LIMIT 1").catch(() => []);
    if (rows.length > 0) return;
    await sleep(20);
  }
}

/** The next pass over it ends in the catalog that a clean scan makes, and keeps every id. */
async function expectWhole(
  database: TestDatabase,
  library: string,
  before: readonly CatalogRow[],
): Promise<void> {
  const again = await runCli(["scan", library, "--json", "--quiet"], { url: database.url });
  expect({ code: again.code, stderr: withoutDatabase(again.stderr) }).toEqual({ code: 0, stderr: "" });
  const rows = await readCatalog(database, library);
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  expect(rows.map(({ path, state }) => ({ path, state }))).toEqual(
    [...Object.keys(takes(1_500, "a")), "long 1.wav", "long 2.wav"]
      .sort()
      .map((path) => ({ path, state: "present" })),
  );
}

function withoutDatabase(stderr: string): string {
  return stderr.replace(/^database: .*\n/m, "");
}

/** What a person and a program are told of a failure. */
function told({ code, stdout, stderr }: CliResult): unknown {
  return {
    code,
    status: (JSON.parse(stdout) as { status: string }).status,
    said: withoutDatabase(stderr).split("\n"),
  };
}

describe("a server that", { timeout: 400_000 }, () => {
  test("is killed in the middle of a scan ends it with 1 and one line, and the next one goes on", async () => {
    await withOwnCluster((database, cluster) =>
      withSlowLibrary(async (library) => {
        const result = await scanUntilRows(database, library, () => cluster.kill());
        expect(told(result)).toEqual({
          code: 1,
          status: "failed",
          said: [expect.stringMatching(/^musaic-catalog: the connection to .* broke: /), ""],
        });
        const down = await runCli(["scan", library, "--json", "--quiet"], { url: database.url });
        expect(told(down)).toEqual({
          code: 1,
          status: "failed",
          said: [
            expect.stringMatching(/^musaic-catalog: no PostgreSQL answers at .*: start it, or correct/),
            "",
          ],
        });
        cluster.start();
        const before = await readCatalog(database, library);
        expect(before.length).toBeGreaterThan(0);
        await expectWhole(database, library, before);
      }),
    );
  });

  test("stands still is given up, and the next scan goes on", async () => {
    await withOwnCluster((database, cluster) =>
      withSlowLibrary(async (library) => {
        let frozen = 0;
        const result = await scanUntilRows(database, library, () => {
          frozen = performance.now();
          cluster.freeze();
        });
        const seconds = (performance.now() - frozen) / 1_000;
        cluster.thaw();
        expect(told(result)).toEqual({
          code: 1,
          status: "failed",
          said: [
            expect.stringMatching(/^musaic-catalog: the connection to .* broke: no answer for 10 s/),
            "",
          ],
        });
        // 10 s from the first question that it leaves open, which is the heartbeat's after 4 s at the latest.
        expect(seconds).toBeGreaterThan(8);
        expect(seconds).toBeLessThan(30);
        await expectWhole(database, library, await readCatalog(database, library));
      }),
    );
  });

  test("stands still when we take our leave is left all the same", async () => {
    await withOwnCluster(async (database, cluster) => {
      const session = await openSession(database.address);
      cluster.freeze();
      const started = performance.now();
      await session.close();
      const seconds = (performance.now() - started) / 1_000;
      cluster.thaw();
      expect(seconds).toBeLessThan(5);
    });
  });

  test("cuts our connections by order of its administrator ends the scan with 1, and the next one goes on", async () => {
    await withDatabase((database) =>
      withSlowLibrary(async (library) => {
        const result = await scanUntilRows(database, library, () => {
          void query(
            database,
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'musaic-catalog' AND pid <> pg_backend_pid()`,
          );
        });
        expect(told(result)).toEqual({
          code: 1,
          status: "failed",
          said: [
            expect.stringMatching(/^musaic-catalog: the connection to .* broke: terminating connection/),
            "",
          ],
        });
        await expectWhole(database, library, await readCatalog(database, library));
      }),
    );
  });
});
