import { expect, test } from "vitest";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { openSession, withSession } from "../../src/catalog/session.ts";
import { PassSessions } from "../../src/scan/pass-sessions.ts";
import { query } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

async function alterDatabase(database: TestDatabase, setting: string): Promise<void> {
  const [row] = await query(database, "SELECT current_database() AS name");
  await query(database, `ALTER DATABASE ${String(row?.["name"])} SET ${setting}`);
}

/** What a user's commands say of a database: scans, reports, the schema. */
async function commandsOf(url: string): Promise<unknown[]> {
  return withFolder(async (library) => {
    makeTree(library, takes(3, "a"));
    const commands = [
      ["scan", library, "--json"],
      ["scan", library, "--json"],
      ["status", "--json"],
      ["db", "status", "--json"],
      ["duplicates", "--json"],
      ["missing", "--json"],
    ];
    const said: unknown[] = [];
    for (const args of commands) {
      const { code, stdout, stderr } = await runCli(args, { url });
      const { added, unchanged, applied } = JSON.parse(stdout) as Record<string, unknown>;
      const times = (applied as { appliedAt: string }[] | undefined)?.every(
        ({ appliedAt }) => Math.abs(Date.parse(appliedAt) - Date.now()) < 3_600_000,
      );
      said.push({ code, added, unchanged, times, trace: stderr.includes("    at ") });
    }
    return said;
  });
}

const DONE = { code: 0, added: undefined, unchanged: undefined, times: undefined, trace: false };
const ORDINARY = [
  { ...DONE, added: 3, unchanged: 0 },
  { ...DONE, added: 0, unchanged: 3 },
  DONE,
  { ...DONE, times: true },
  DONE,
  DONE,
];

test.each([
  ["search_path without public", ["search_path = pg_catalog", "datestyle = 'SQL, DMY'"]],
  [
    "search_path with public last",
    [
      "search_path = music, public",
      "datestyle = 'German, DMY'",
      "intervalstyle = 'iso_8601'",
      "timezone = 'Asia/Kathmandu'",
      "bytea_output = 'escape'",
      "standard_conforming_strings = off",
      "array_nulls = off",
      "quote_all_identifiers = on",
      "client_encoding = 'LATIN1'",
      "enable_indexscan = off",
    ],
  ],
])(
  "a database with its own %s and formats gets the same catalog",
  { timeout: 400_000 },
  async (_, settings) => {
    await withDatabase(
      async (database) => {
        await query(database, "CREATE SCHEMA music");
        for (const setting of settings) await alterDatabase(database, setting);
        expect(await commandsOf(database.url)).toEqual(ORDINARY);
      },
      { empty: true },
    );
  },
);

test("a URL with settings of its own gets the same catalog", { timeout: 400_000 }, async () => {
  await withDatabase(
    async (database) => {
      await query(database, "CREATE SCHEMA music");
      const settings =
        "options=-c%20search_path%3Dmusic&client_encoding=LATIN1&binary=true&query_timeout=1&statement_timeout=1&schema=music";
      expect(await commandsOf(`${database.url}&${settings}`)).toEqual(ORDINARY);
    },
    { empty: true },
  );
});

test("a role with a schema of its own name finds its catalog again", { timeout: 400_000 }, async () => {
  await withDatabase(
    async (database) => {
      await query(database, "CREATE SCHEMA tester");
      expect(await commandsOf(database.url)).toEqual(ORDINARY);
      const tables = await query(database, "SELECT schemaname FROM pg_tables WHERE tablename = 'assets'");
      expect(tables).toEqual([{ schemaname: "public" }]);
    },
    { empty: true },
  );
});

test("a catalog in another schema is refused in one line that says how to move it", async () => {
  await withDatabase(
    async (database) => {
      await query(
        database,
        "CREATE SCHEMA music; CREATE TABLE music.schema_migrations (version TEXT, applied_at TIMESTAMPTZ); CREATE TABLE music.assets (id UUID, file_path TEXT)",
      );
      const { code, stderr } = await runCli(["scan", "/tmp/nothing"], { url: database.url });
      expect({ code, last: stderr.trimEnd().split("\n").at(-1) }).toEqual({
        code: 1,
        last: expect.stringMatching(
          /keeps its catalog in the schema music, .*: .*ALTER SCHEMA music RENAME TO public/,
        ),
      });
    },
    { empty: true },
  );
});

test("a database without the schema public is refused in one line", async () => {
  await withDatabase(
    async (database) => {
      await query(database, "DROP SCHEMA public");
      const { code, stderr } = await runCli(["scan", "/tmp/nothing"], { url: database.url });
      expect({ code, last: stderr.trimEnd().split("\n").at(-1) }).toEqual({
        code: 1,
        last: expect.stringMatching(/has no schema public, .*: .*CREATE SCHEMA public/),
      });
    },
    { empty: true },
  );
});

test("passes share one connection where the server has no TLS", async () => {
  await withDatabase(async ({ url }) => {
    const address = addressOfUrl(`${url}&sslmode=prefer`);
    const sessions = new PassSessions();
    const backends = new Set<unknown>();
    for (let pass = 0; pass < 5; pass++) {
      const session = await sessions.take(address);
      const [row] = await session.sql("SELECT pg_backend_pid() AS pid");
      backends.add(row?.["pid"]);
      await sessions.giveBack(session, true);
    }
    await sessions.close();
    expect(backends.size).toBe(1);
  });
});

test.each([
  ["postgresql://tester:50%@localhost/music", /holds a % that begins no character: write %25/],
  ["postgresql://tester:%ff@localhost/music", /holds a % that begins no character: write %25/],
  [
    "postgresql://localhost/m?sslmode=verify-ca&sslrootcert=/no/such.crt",
    /the file of sslrootcert can't be read \(ENOENT\)/,
  ],
  [
    "postgresql://localhost/m?sslmode=require&sslcert=/no/such.crt",
    /the file of sslcert can't be read \(ENOENT\)/,
  ],
  ["postgresql://localhost/m?sslmode=require&sslkey=/tmp", /the file of sslkey can't be read \(EISDIR\)/],
])("%s is refused with a sentence of its own", async (url, sentence) => {
  const { code, stderr } = await runCli(["status"], { url });
  expect({ code, last: stderr.trimEnd().split("\n").at(-1) }).toEqual({
    code: 2,
    last: expect.stringMatching(sentence),
  });
  expect(stderr).not.toContain("50%@");
});

test("a session and the guard of its statements use what the server took", async () => {
  await withDatabase(async ({ url }) => {
    await withSession(addressOfUrl(`${url}&sslmode=allow`), async (session) => {
      const rows = await session.sql("SELECT current_schema()::text AS name");
      expect(rows).toEqual([{ name: "public" }]);
    });
    const session = await openSession(addressOfUrl(url));
    await session.close();
    expect(session.lost.aborted).toBe(true);
  });
});
