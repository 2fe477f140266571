import type { ChildProcess } from "node:child_process";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { wav } from "../world/audio/wav.ts";
import { query, readCatalog } from "../world/catalog.ts";
import { withSession } from "../../src/catalog/session.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const GIB = 2 ** 30;

/** Small files first, then sparse ones, which take a second to hash and no space: a scan with a middle. */
async function withSlowLibrary(
  use: (library: string, database: TestDatabase) => Promise<void>,
): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(
        library,
        Object.fromEntries(
          Array.from({ length: 1_500 }, (_, n) => [`a/${n}.wav`, wav({ seconds: 0.01, seed: n })]),
        ),
      );
      for (const [n, gib] of [0.6, 0.7, 0.8].entries()) {
        writeFileSync(join(library, `long ${n}.wav`), "");
        truncateSync(join(library, `long ${n}.wav`), Math.round(gib * GIB));
      }
      await use(library, database);
    }),
  );
}

async function untilRows(database: TestDatabase, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const [row] = await query<{ rows: bigint }>(database, "SELECT count(*) AS rows FROM assets");
    if (row !== undefined && row.rows > 0n) return;
    await sleep(20);
  }
}

test("killed with SIGKILL half-way and started again, a scan ends in the same catalog", async () => {
  await withSlowLibrary(async (library, database) => {
    const killed = await runCli(["scan", library, "--quiet"], {
      url: database.url,
      onStart: (child) => void untilRows(database, child).then(() => child.kill("SIGKILL")),
    });
    expect(killed.code).toBe(null);
    const half = await query(database, "SELECT id FROM assets");
    expect(half.length).toBeGreaterThan(0);
    const again = await runCli(["scan", library, "--json"], { url: database.url });
    expect(JSON.parse(again.stdout)).toMatchObject({ status: "complete", seen: 1_503, missing: 0, moved: 0 });
    const rows = await readCatalog(database, library);
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(half.map(({ id }) => id)));
    await withDatabase(async (other) => {
      await runCli(["scan", library, "--quiet"], { url: other.url });
      const whole = await readCatalog(other, library);
      const bare = (all: typeof rows): unknown[] => all.map(({ id: _, ...row }) => row);
      expect(bare(rows)).toEqual(bare(whole));
    });
  });
});

test("Ctrl-C stores what was read, says how far it came and ends with 130; SIGTERM ends with 143", async () => {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    await withSlowLibrary(async (library, database) => {
      const result = await runCli(["scan", library, "--json"], {
        url: database.url,
        onStart: (child) => void untilRows(database, child).then(() => child.kill(signal)),
      });
      expect(result.code).toBe(code);
      const said = JSON.parse(result.stdout) as { status: string; added: number };
      expect(said).toMatchObject({ status: "interrupted", missing: 0 });
      const [row] = await query<{ rows: bigint }>(database, "SELECT count(*) AS rows FROM assets");
      expect(Number(row?.rows)).toBe(said.added);
      expect(await query(database, "SELECT status FROM passes")).toEqual([{ status: "interrupted" }]);
    });
  }
});

test("a second Ctrl-C leaves at once", async () => {
  await withSlowLibrary(async (library, database) => {
    let asked = 0;
    const result = await runCli(["scan", library, "--quiet"], {
      url: database.url,
      onStart: (child) =>
        void untilRows(database, child).then(async () => {
          child.kill("SIGINT");
          await sleep(50);
          asked = performance.now();
          child.kill("SIGINT");
        }),
    });
    expect(result.code).toBe(130);
    expect(performance.now() - asked).toBeLessThan(1_500);
  });
});

test("while another process decides over a library, --no-wait ends with 6, and waiting says for whom and then goes on", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, { "a/1.wav": "1", "a/2.wav": "2", "a/3.wav": "3" });
      const scan = (...args: string[]): ReturnType<typeof runCli> =>
        runCli(["scan", library, "--json", ...args], { url: database.url });
      await scan();
      rmSync(join(library, "a/1.wav"));
      await withSession(database.address, async (session) => {
        let first: ReturnType<typeof runCli> = Promise.reject(new Error("not begun"));
        first.catch(() => undefined);
        let waiting = first;
        await session.transaction(async () => {
          // Its decision wants to write this row, and waits for us.
          await session.sql("SELECT FROM assets WHERE file_path = $1 FOR UPDATE", [join(library, "a/1.wav")]);
          const pid = new Promise<number | undefined>((resolve) => {
            first = runCli(["scan", library, "--json"], {
              url: database.url,
              onStart: ({ pid: own }) => resolve(own),
            });
          });
          await untilDeciding(database);
          const busy = await scan("--no-wait");
          expect(busy.code).toBe(6);
          expect(JSON.parse(busy.stdout)).toMatchObject({
            status: "busy",
            libraries: [{ path: library, status: "busy" }],
          });
          const said = await new Promise<string>((resolve) => {
            let text = "";
            waiting = runCli(["scan", join(library, "a"), "--json"], {
              url: database.url,
              onStart: ({ stderr }) =>
                stderr?.on("data", (chunk: Buffer) => {
                  text += chunk.toString();
                  if (text.includes("waiting:")) resolve(text);
                }),
            });
          });
          expect(said).toContain(`waiting: process ${await pid} on `);
        });
        expect([(await first).code, (await waiting).code]).toEqual([0, 0]);
      });
    }),
  );
});

async function untilDeciding(database: TestDatabase): Promise<void> {
  for (;;) {
    const rows = await query(
      database,
      "SELECT FROM passes WHERE deciding_since IS NOT NULL AND finished_at IS NULL",
    );
    if (rows.length > 0) return;
    await sleep(20);
  }
}
