import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { connectionUrl } from "../../src/postgres/connection-url.ts";
import { readPostmaster } from "../../src/postgres/postmaster-file.ts";
import { connectionTo } from "../../src/postgres/server-lock.ts";
import { eventually, isRunning, startService } from "../daemon/service.ts";
import { pidOf, withFolder as withServerFolder } from "../postgres/opener.ts";
import { signalServer } from "../world/cluster.ts";
import { takes } from "../world/library.ts";
import { IMPATIENT, runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

interface Frozen {
  readonly library: string;
  /** dbConnectionString. */
  readonly url: string;
  /** The folder above the cluster. */
  readonly folder: string;
  readonly data: string;
}

/** A library and a place for an embedded server, which is thawed in the end. */
async function withPlaces(use: (places: Frozen) => Promise<void>): Promise<void> {
  await withFolder((library) =>
    withServerFolder({ name: "ourselves" }, async (folder) => {
      const data = join(folder, "pg");
      makeTree(library, takes(1_500, "a"));
      try {
        await use({ library, url: `embedded:${data}`, folder, data });
      } finally {
        if ((await pidOf(folder)) !== undefined) signalServer(data, "SIGCONT");
      }
    }),
  );
}

/** What is said beside which database it is. */
function complaints(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("musaic-catalog: "));
}

/** Waits until the catalog has rows. */
async function hasRows({ data }: Frozen): Promise<void> {
  for (;;) {
    const rows = await countRows(data).catch(() => 0);
    if (rows > 0) return;
    await sleep(50);
  }
}

async function countRows(data: string): Promise<number> {
  const postmaster = await readPostmaster(data);
  const connection = postmaster && connectionTo(postmaster, undefined);
  if (!connection) return 0;
  const client = new Client({ connectionString: connectionUrl(connection) });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>("SELECT count(*)::int AS n FROM assets");
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}

describe.concurrent("an embedded server that stands still", { timeout: 400_000 }, () => {
  test("is given up by a scan, and the next scan goes on", async () => {
    await withPlaces(async (places) => {
      const { library, url, data, folder } = places;
      writeFileSync(join(library, "long.wav"), "");
      truncateSync(join(library, "long.wav"), 2 * 1024 ** 3);
      let frozenAt = 0;
      const result = await runCli(["scan", library, "--json", "--quiet"], {
        url,
        env: IMPATIENT,
        onStart: () =>
          void hasRows(places).then(() => {
            frozenAt = performance.now();
            signalServer(data, "SIGSTOP");
          }),
      });
      const seconds = (performance.now() - frozenAt) / 1000;
      expect(result.code).toBe(1);
      expect(complaints(result.stderr)).toEqual([
        expect.stringMatching(
          /^musaic-catalog: the connection to the embedded database in .* broke: no answer for 10 s/,
        ),
      ]);
      expect(seconds).toBeLessThan(90);
      const meanwhile = performance.now();
      const deaf = await runCli(["scan", library, "--json", "--quiet"], { url, env: IMPATIENT });
      expect(deaf.code).toBe(1);
      expect(complaints(deaf.stderr)).toEqual([
        expect.stringMatching(/^musaic-catalog: the server of .* has not answered for 10 s: .*`kill \d+`$/),
      ]);
      expect((performance.now() - meanwhile) / 1000).toBeLessThan(90);
      signalServer(data, "SIGCONT");
      truncateSync(join(library, "long.wav"), 1024);
      const again = await runCli(["scan", library, "--json", "--quiet"], { url });
      expect(again.code).toBe(0);
      expect(await pidOf(folder)).toBe(undefined);
    });
  });

  test("does not keep a service from ending, and it goes on when the server does", async () => {
    await withPlaces(async (places) => {
      const { library, url, data } = places;
      const service = startService({ databaseUrl: url, folders: [library], env: IMPATIENT });
      try {
        await hasRows(places);
        signalServer(data, "SIGSTOP");
        makeTree(library, takes(5, "b"));
        await sleep(16_000);
        expect(isRunning(service)).toBe(true);
        signalServer(data, "SIGCONT");
        await eventually(async () => expect(await countRows(data)).toBe(1_505), 90_000);
        signalServer(data, "SIGSTOP");
        makeTree(library, takes(5, "c"));
        await sleep(2_000);
        const asked = performance.now();
        expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
        const seconds = (performance.now() - asked) / 1000;
        expect(seconds).toBeLessThan(15);
      } finally {
        if (isRunning(service)) await service.end("SIGKILL");
      }
    });
  });
});
