import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { query } from "../world/catalog.ts";
import { takes } from "../world/library.ts";
import { withOwnCluster } from "../world/own-cluster.ts";
import { runCli, type CliOptions } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** As it is, and as it stands in a URL. */
const PASSWORD = "s3cr3t/p@ss:word";
const ENCODED = encodeURIComponent(PASSWORD);
/** Whatever is cut out of it, one of these is left. */
const TRACES = /s3cr3t|p@ss|p%40ss/i;

/** Runs it, and says what of it betrays the password; all the programs that ran meanwhile are looked at as `ps` shows them. */
async function traces(
  args: readonly string[],
  options: CliOptions,
): Promise<{ code: number | null; found: string[] }> {
  const over = new AbortController();
  const seen = new Set<string>();
  const watching = (async () => {
    while (!over.signal.aborted) {
      for (const line of execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" }).split("\n"))
        if (TRACES.test(line)) seen.add(`ps: ${line}`);
      await sleep(100);
    }
  })();
  const { code, stdout, stderr } = await runCli(args, options);
  over.abort();
  await watching;
  const said = `${stdout}\n${stderr}`.split("\n").filter((line) => TRACES.test(line));
  return { code, found: [...said, ...seen] };
}

test("a password never shows, whatever is run and however it fails", { timeout: 400_000 }, async () => {
  await withOwnCluster((database) =>
    withFolder(async (folder) => {
      makeTree(folder, takes(30, "library"));
      const library = join(folder, "library");
      await query(database, `CREATE ROLE songs LOGIN PASSWORD '${PASSWORD}'`);
      await query(database, "CREATE DATABASE songs OWNER songs ENCODING 'UTF8'");
      // The server itself may write where its rules lie: this user must know the password.
      await query(
        database,
        `DO $$ BEGIN EXECUTE format('COPY (VALUES (%L), (%L)) TO %L',
           'local all songs scram-sha-256', 'local all all trust', current_setting('hba_file')); END $$`,
      );
      await query(database, "SELECT pg_reload_conf()");
      const url = (password: string, name = "songs"): string =>
        database.url.replace("tester@", `songs:${password}@`).replace("/postgres?", `/${name}?`);
      const right = url(ENCODED);
      const wrong = url(`${ENCODED}x`);
      const runs: [number, string[], string][] = [
        [0, ["scan", library], right],
        [0, ["scan", library, "--verify", "--json"], right],
        [0, ["status", "--json"], right],
        [0, ["doctor"], right],
        [0, ["doctor", "--json"], right],
        [0, ["duplicates", "--json"], right],
        [0, ["db", "status", "--json"], right],
        [0, ["service", "print"], right],
        [1, ["scan", library, "--json"], wrong],
        [1, ["doctor"], wrong],
        [1, ["scan", library], url(ENCODED, "nowhere")],
        [1, ["scan", library, "--json"], `postgresql://songs:${ENCODED}@127.0.0.1:1/songs`],
        [1, ["doctor", "--json"], `postgresql://songs:${ENCODED}@127.0.0.1:1/songs`],
        [1, ["scan", library], `postgresql://127.0.0.1:1/songs?user=songs&password=${ENCODED}`],
        [2, ["scan", library], `postgresql://songs:${ENCODED}@host:99999/songs`],
        [2, ["status"], `postgresql://songs:${ENCODED}@[half/songs`],
        [2, ["status"], `postgresql://songs:${PASSWORD}@host/songs`],
        [2, ["status"], `mysql://songs:${ENCODED}@host/songs`],
        [2, ["status"], `host=localhost user=songs password='${PASSWORD}'`],
        [2, ["status"], `${right}&sslmode=nonsense`],
      ];
      const results: unknown[] = [];
      for (const [, args, where] of runs)
        results.push({ args, where, ...(await traces(args, { url: where, cwd: folder })) });
      expect(results).toEqual(runs.map(([code, args, where]) => ({ args, where, code, found: [] })));
      const kept = await query(
        { ...database, address: { ...database.address, connection: { connectionString: right } } },
        "SELECT to_jsonb(p) AS row FROM passes p UNION ALL SELECT to_jsonb(l) FROM libraries l UNION ALL SELECT to_jsonb(s) FROM pg_stat_activity s",
      );
      expect(
        JSON.stringify(kept, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
      ).not.toMatch(TRACES);
    }),
  );
});

test("a password in a config that is wrong elsewhere does not show", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "musaic.config.json");
    const good = { dbConnectionString: `postgresql://songs:${ENCODED}@127.0.0.1:1/songs` };
    const texts = [
      JSON.stringify({ ...good, catalog: { librarys: [] } }),
      JSON.stringify({ ...good, catalog: { readers: "many" } }),
      JSON.stringify({ dbConnectionString: [good.dbConnectionString] }),
      JSON.stringify(good).replace('"}', '",,}'),
      JSON.stringify(good).slice(0, -2),
    ];
    for (const text of texts) {
      writeFileSync(file, text);
      expect({ text, ...(await traces(["status"], { cwd: folder })) }).toEqual({ text, code: 2, found: [] });
    }
  });
});

test("nobody else gets at the embedded cluster's files", async () => {
  await withFolder(async (folder) => {
    // Root's server runs as another user, who must get here.
    chmodSync(folder, 0o755);
    makeTree(folder, takes(3, "library"));
    const url = `embedded:${join(folder, "pg")}`;
    expect((await runCli(["scan", join(folder, "library"), "--quiet"], { url, cwd: folder })).code).toBe(0);
    const files = ["", ...readdirSync(join(folder, "pg"), { recursive: true, encoding: "utf8" })];
    expect(files.length).toBeGreaterThan(500);
    const open = files.filter((name) => {
      const stats = lstatSync(join(folder, "pg", name));
      return !stats.isSymbolicLink() && (stats.mode & 0o077) !== 0;
    });
    expect(open).toEqual([]);
  });
});
