import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { migrate, readSchemaState, resetSchema } from "../../src/catalog/schema.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { withDatabase } from "../world/database.ts";
import { describeSchema } from "../world/describe-schema.ts";

const DUMP = join(import.meta.dirname, "../schema.sql");

describe.each(inject("clusters").map(({ name }) => name))("on PostgreSQL %s", (cluster) => {
  test("a fresh database gets every file once; a second migration applies nothing", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          const applied = await migrate(session);
          expect(applied[0]).toBe("001_initial_schema.sql");
          expect(await migrate(session)).toEqual([]);
          expect((await readSchemaState(session)).applied.map(({ version }) => version)).toEqual(applied);
        });
      },
      { cluster, empty: true },
    );
  });

  test("the schema is the one in test/schema.sql", async () => {
    await withDatabase(
      async ({ address }) => {
        const schema = await withSession(address, describeSchema);
        if (process.env["UPDATE_SCHEMA"] === "1") writeFileSync(DUMP, schema);
        expect(schema).toBe(readFileSync(DUMP, "utf8"));
      },
      { cluster },
    );
  });

  test("two migrators at once apply each file once", async () => {
    await withDatabase(
      async ({ address }) => {
        const both = await Promise.all([withSession(address, migrate), withSession(address, migrate)]);
        const [fewer, more] = both.map((applied) => applied.length).sort((one, other) => one - other);
        expect(fewer).toBe(0);
        expect(more).toBeGreaterThan(1);
      },
      { cluster, empty: true },
    );
  });

  test("a file that was edited after it was applied is refused", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await session.sql(
            "UPDATE schema_migrations SET checksum = 'other' WHERE version = '001_initial_schema.sql'",
          );
          await expect(migrate(session)).rejects.toMatchObject({ code: "migration-edited" });
        });
      },
      { cluster },
    );
  });

  test.each([
    ["099_from_a_newer_version.sql", "schema-newer", /newer version .*: update/],
    ["002_that_is_not_here.sql", "migration-edited", /is not in this installation: install/],
  ])("an applied file %s refuses whatever would write, and is told of", async (version, code, message) => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await session.sql("INSERT INTO schema_migrations (version, checksum) VALUES ($1, 'x')", [version]);
          await expect(migrate(session)).rejects.toMatchObject({ code, message });
          const { newer, absent } = await readSchemaState(session);
          expect([...newer, ...absent]).toEqual([version]);
        });
      },
      { cluster },
    );
  });

  test("an applied file of the workstation's own helper is none of ours", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await session.sql("INSERT INTO schema_migrations (version) VALUES ('099_of_the_helper.sql')");
          expect(await migrate(session)).toEqual([]);
        });
      },
      { cluster },
    );
  });

  test("tables of another program are refused by name", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await session.sql("CREATE TABLE invoices (id int)");
          await expect(migrate(session)).rejects.toMatchObject({
            code: "database-foreign-schema",
            message: /invoices/,
          });
          expect(await session.sql("SELECT 1 FROM pg_tables WHERE tablename = 'assets'")).toEqual([]);
        });
      },
      { cluster, empty: true },
    );
  });

  test("a database that isn't UTF-8 is refused", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await expect(migrate(session)).rejects.toMatchObject({ code: "database-not-utf8" });
        });
      },
      { cluster, empty: true, encoding: "LATIN1" },
    );
  });

  test("a database of the workstation's own helper is taken over: hashes lowered, paths once, constraints added", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await makeHelpersDatabase(session);
          await migrate(session);
          expect(
            await session.sql("SELECT file_path, file_hash, state FROM assets ORDER BY file_hash"),
          ).toEqual([{ file_path: "C:\\Samples\\a.wav", file_hash: "ab".repeat(32), state: "present" }]);
          await expect(
            session.sql(
              "INSERT INTO tracks (project_id, name, type) VALUES (gen_random_uuid(), 'x', 'AUDIO')",
            ),
          ).rejects.toMatchObject({
            code: "23503",
          });
          const loose = await session.sql<{ conname: string }>(
            "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1",
          );
          expect(loose.map(({ conname }) => conname)).toContain("tracks_pan_check");
          await expect(session.sql("DELETE FROM assets")).rejects.toMatchObject({ code: "23503" });
        });
      },
      { cluster, empty: true },
    );
  });

  test("a reset drops everything and makes the schema anew", async () => {
    await withDatabase(
      async ({ address }) => {
        await withSession(address, async (session) => {
          await session.sql("INSERT INTO projects (name) VALUES ('Song')");
          await resetSchema(session);
          expect(await session.sql("SELECT * FROM projects")).toEqual([]);
        });
      },
      { cluster },
    );
  });
});

test("a role that may not create extensions migrates all the same", async () => {
  await withDatabase(
    async ({ address, url }) => {
      const role = `plain_${Date.now()}`;
      await withSession(address, async (session) => {
        await session.sql(`CREATE ROLE ${role} LOGIN`);
        await session.sql(`GRANT ALL ON SCHEMA public TO ${role}`);
      });
      const { addressOfUrl } = await import("../../src/catalog/database-address.ts");
      await withSession(addressOfUrl(url.replace("tester@", `${role}@`)), async (session) => {
        await migrate(session);
        expect(await session.sql("SELECT 1 FROM pg_extension WHERE extname = 'pgcrypto'")).toEqual([]);
      });
      await withSession(address, (session) => session.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    },
    { empty: true },
  );
});

test("the SQL files run in psql as they are", async (context) => {
  if (spawnSync("psql", ["--version"]).status !== 0) context.skip("no psql on this machine");
  await withDatabase(
    async ({ url }) => {
      for (const file of [
        "schema/001_initial_schema.sql",
        "migrations/002_take_over.sql",
        "migrations/003_catalog.sql",
      ]) {
        const args = [
          "-X",
          "-q",
          "-v",
          "ON_ERROR_STOP=1",
          "-f",
          join(import.meta.dirname, "../../sql", file),
          url,
        ];
        const { stderr, status } = spawnSync("psql", args, { encoding: "utf8" });
        expect({ status, stderr: stderr.replaceAll(/^psql:.*NOTICE.*\n/gm, "") }).toEqual({
          status: 0,
          stderr: "",
        });
      }
    },
    { empty: true },
  );
});

/** As tools/db.ps1 of old made it: no foreign keys, no checks, and hashes of Get-FileHash. */
async function makeHelpersDatabase(session: Session): Promise<void> {
  await session.sql(`
    CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMP DEFAULT NOW());
    INSERT INTO schema_migrations (version) VALUES ('001_initial_schema.sql');
    CREATE TABLE projects (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), name TEXT UNIQUE);
    CREATE TABLE tracks (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), project_id UUID, name TEXT, type TEXT, gain_db REAL,
      pan REAL, index INTEGER, color TEXT);
    CREATE TABLE assets (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), file_path TEXT UNIQUE, file_hash TEXT);
    CREATE TABLE clips (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), track_id UUID, asset_id UUID, start_time REAL,
      duration REAL, "offset" REAL, name TEXT);
    CREATE TABLE render_jobs (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), project_id UUID, status TEXT, created_at TIMESTAMP);
    CREATE TABLE render_nodes (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), job_id UUID, type TEXT, input_hash TEXT,
      output_path TEXT, status TEXT);
    CREATE TABLE render_edges (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), from_node_id UUID, to_node_id UUID, type TEXT);
    CREATE TABLE render_artifacts (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), node_id UUID, path TEXT);
    CREATE TABLE analysis_cache (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), asset_id UUID, method TEXT, result_json JSONB);
    INSERT INTO assets (file_path, file_hash) VALUES ('C:\\Samples\\a.wav', upper('${"ab".repeat(32)}'));
    INSERT INTO projects (name) VALUES ('Song');
    INSERT INTO tracks (project_id, name, type, pan) SELECT id, 'Wide', 'AUDIO', 7 FROM projects;
    INSERT INTO clips (track_id, asset_id) SELECT t.id, a.id FROM tracks t, assets a;`);
}
