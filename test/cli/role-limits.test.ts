import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { query, readCatalog } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** An ordinary user who may do everything in the database, with limits of their own. */
async function withRole(
  limits: (role: string) => readonly string[],
  use: (world: { url: string; database: TestDatabase; library: string }) => Promise<void>,
): Promise<void> {
  const role = `test_${randomUUID().replaceAll("-", "")}`;
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, takes(30, "a"));
      const grants = ["TABLES", "SEQUENCES"].map(
        (all) => `GRANT ALL ON ALL ${all} IN SCHEMA public TO ${role}`,
      );
      for (const statement of [`CREATE ROLE ${role} LOGIN`, ...grants, ...limits(role)])
        await query(database, statement);
      try {
        await use({ url: database.url.replace("tester@", `${role}@`), database, library });
      } finally {
        await query(database, `DROP OWNED BY ${role}`);
        await query(database, `DROP ROLE ${role}`);
      }
    }),
  );
}

/** Holds all assets until somebody has waited for them for longer than any limit here. */
async function holdAssets(database: TestDatabase): Promise<void> {
  await withSession(database.address, (session) =>
    session.transaction(async () => {
      await session.sql("LOCK TABLE assets IN EXCLUSIVE MODE");
      while (!(await isSomebodyWaiting(database))) await sleep(50);
      await sleep(700);
    }),
  );
}

async function isSomebodyWaiting(database: TestDatabase): Promise<boolean> {
  const waiting = await query(
    database,
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return waiting.length > 0;
}

test("time limits that a role has for its ordinary work don't cut a pass", async () => {
  const names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
  await withRole(
    (role) => names.map((name) => `ALTER ROLE ${role} SET ${name} = '300ms'`),
    async ({ url, database, library }) => {
      const held = holdAssets(database);
      const result = await runCli(["scan", library, "--json", "--quiet"], { url });
      await held;
      expect(result.code).toBe(0);
      expect(JSON.parse(result.stdout)).toMatchObject({ status: "complete", added: 30 });
    },
  );
});

test("a role whose transactions are serializable by default gets the same catalog", async () => {
  await withRole(
    (role) => [`ALTER ROLE ${role} SET default_transaction_isolation = 'serializable'`],
    async ({ url, library }) => {
      const result = await runCli(["scan", library, "--json"], { url });
      expect(JSON.parse(result.stdout)).toMatchObject({ status: "complete", added: 30, problems: 0 });
    },
  );
});

test.each([
  [
    "may have no connection",
    (role: string) => `ALTER ROLE ${role} CONNECTION LIMIT 0`,
    /^musaic-catalog: .* has no connection left \(too many connections for role ".*"\): close other programs/,
    (role: string) => `ALTER ROLE ${role} CONNECTION LIMIT -1`,
  ],
  [
    "may only read",
    (role: string) => `ALTER ROLE ${role} SET default_transaction_read_only = on`,
    /^musaic-catalog: .* can't be written to \(cannot execute .* in a read-only transaction\): it is a standby, or/,
    (role: string) => `ALTER ROLE ${role} RESET default_transaction_read_only`,
  ],
  [
    "may not touch the assets",
    (role: string) => `REVOKE ALL ON assets FROM ${role}`,
    /^musaic-catalog: .* does not let this user do that \(permission denied for table assets\): grant/,
    (role: string) => `GRANT ALL ON assets TO ${role}`,
  ],
])(
  "a role that %s ends the scan with 1 and one line, and the next one goes on",
  async (_, limit, line, lift) => {
    await withRole(
      (role) => [limit(role)],
      async ({ url, database, library }) => {
        const result = await runCli(["scan", library, "--json", "--quiet"], { url });
        expect({ code: result.code, said: result.stderr.replace(/^database: .*\n/, "").split("\n") }).toEqual(
          {
            code: 1,
            said: [expect.stringMatching(line), ""],
          },
        );
        expect(JSON.parse(result.stdout)).toMatchObject({ status: "failed" });
        await query(database, lift(new URL(url).username));
        expect((await runCli(["scan", library, "--quiet"], { url })).code).toBe(0);
        expect(await readCatalog(database, library)).toHaveLength(30);
      },
    );
  },
);
