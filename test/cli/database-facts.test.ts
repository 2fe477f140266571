import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { putFile, withFolder } from "../world/tree.ts";

async function doctor(url: string): Promise<unknown> {
  const { code, stdout } = await runCli(["doctor", "--json"], { url });
  const { findings } = JSON.parse(stdout) as {
    findings: { code: string; severity: string; remedy: string }[];
  };
  return {
    code,
    findings: findings.filter(({ code: word }) => !/^(no-libraries|pgcrypto-missing|fsync-off)$/.test(word)),
  };
}

test("doctor says of a database that can only be read that no scan can work, and how to mend it", async () => {
  await withDatabase(async (database) => {
    await query(
      database,
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$",
    );
    expect(await doctor(database.url)).toEqual({
      code: 1,
      findings: [
        expect.objectContaining({
          code: "work-read-only",
          severity: "error",
          remedy: expect.stringMatching(/default_transaction_read_only = off/),
        }),
      ],
    });
  });
});

test("doctor on a new catalog says that the first scan makes it", async () => {
  await withDatabase(
    async ({ url }) => {
      expect(await doctor(url)).toEqual({
        code: 0,
        findings: [expect.objectContaining({ code: "catalog-not-made", severity: "note" })],
      });
    },
    { empty: true },
  );
});

test("doctor leaves nothing of what it tried", async () => {
  await withDatabase(async (database) => {
    const { stdout } = await runCli(["doctor"], { url: database.url });
    expect(stdout).not.toContain("error:");
    expect(await query(database, "SELECT FROM libraries UNION ALL SELECT FROM assets")).toEqual([]);
  });
});

test("db reset names what it drops of other programs, and who may use the schema still may", async () => {
  await withDatabase(async (database) => {
    for (const statement of [
      "CREATE FUNCTION public.of_another_program() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE TYPE public.mood AS ENUM ('a')",
      "CREATE SEQUENCE public.numbers",
      "CREATE VIEW public.kicks AS SELECT 1 AS one",
      "CREATE SCHEMA other",
      "CREATE TABLE other.songs (id int DEFAULT nextval('public.numbers'), mood public.mood)",
      "GRANT SELECT ON assets TO PUBLIC",
    ])
      await query(database, statement);
    const { code, stderr } = await runCli(["db", "reset"], { url: database.url });
    expect(code).toBe(2);
    for (const named of [
      "function of_another_program()",
      "type mood",
      "sequence numbers",
      "view kicks",
      "column mood of table other.songs",
      "what was granted to PUBLIC",
    ])
      expect(stderr).toContain(named);
    expect(stderr).not.toMatch(/asset_words|table assets|duplicate_groups|scan_problems/);
    const before = await query(database, "SELECT has_schema_privilege('public', 'public', 'USAGE') AS may");
    expect((await runCli(["db", "reset", "--yes"], { url: database.url })).code).toBe(0);
    expect(await query(database, "SELECT has_schema_privilege('public', 'public', 'USAGE') AS may")).toEqual(
      before,
    );
  });
});

test("db reset of an empty catalog says that its tables are empty, not that there is nothing", async () => {
  await withDatabase(async (database) => {
    const { stderr } = await runCli(["db", "reset"], { url: database.url });
    expect(stderr).toMatch(/: (the catalog's tables, which are empty|extension pgcrypto)\. If you mean it/);
  });
});

test("words of any number and length are taken in and moved", async () => {
  await withDatabase(async (database) => {
    await withFolder(async (library) => {
      putFile(join(library, "a.wav"), "a");
      expect((await runCli(["scan", library, "--quiet"], { url: database.url })).code).toBe(0);
      const longest = await query(
        database,
        `SELECT length(asset_words(repeat('ab/c.de-', 325), jsonb_build_object('tags', jsonb_build_object('comment',
           (SELECT string_agg(md5(n::text) || '.' || md5(n::text), ' ') FROM generate_series(1, most) AS n))))) > 0 AS words
         FROM unnest(ARRAY[1000, 2270, 2300, 100000]) AS most`,
      );
      expect(longest.map(({ words }) => words)).toEqual([true, true, true, true]);
    });
  });
});
