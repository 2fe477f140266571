import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withSession } from "../../src/catalog/session.ts";
import { query, readCatalog } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { takes } from "../world/library.ts";
import { scan } from "../world/scan.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** From now on every statement that writes assets fails with `code`, `times` times; the counter is not rolled back. */
async function letWritesFail(database: TestDatabase, code: string, times: number): Promise<void> {
  await query(database, "CREATE SEQUENCE tries");
  await query(
    database,
    `CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF nextval('tries') <= ${times} THEN RAISE EXCEPTION 'made to fail' USING ERRCODE = '${code}'; END IF;
       RETURN NULL;
     END $$`,
  );
  await query(
    database,
    "CREATE TRIGGER give_way AFTER INSERT OR UPDATE ON assets FOR EACH STATEMENT EXECUTE FUNCTION give_way()",
  );
}

test.each([
  ["a deadlock", "40P01"],
  ["a serialization failure", "40001"],
])("%s in the middle of a pass is tried again, and the catalog is whole", async (_, code) => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, takes(30, "a"));
      await letWritesFail(database, code, 3);
      expect(await scan(database, library)).toMatchObject({ status: "complete", added: 30, problems: 0 });
      expect((await readCatalog(database, library)).map(({ path }) => path)).toEqual(
        Object.keys(takes(30, "a")).sort(),
      );
    }),
  );
});

test("a database that gives way again and again ends the pass with a line that says so, and the next one is whole", async () => {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, takes(30, "a"));
      await letWritesFail(database, "40P01", 5);
      await expect(scan(database, library)).rejects.toMatchObject({
        name: "CatalogError",
        code: "failed",
        message:
          "the database gave way to another program 5 times (made to fail): run the command again when that one is done",
      });
      expect(await readCatalog(database, library)).toEqual([]);
      expect(await scan(database, library)).toMatchObject({ status: "complete", seen: 30, problems: 0 });
      expect(await readCatalog(database, library)).toHaveLength(30);
    }),
  );
});

test("two that really lock each other out both get through", async () => {
  await withDatabase(async (database) => {
    await query(database, "CREATE TABLE places (name TEXT PRIMARY KEY, visits INTEGER NOT NULL DEFAULT 0)");
    await query(database, "INSERT INTO places VALUES ('a'), ('b')");
    const visit = (names: readonly string[]): Promise<void> =>
      withSession(database.address, (session) =>
        session.transaction(async () => {
          for (const name of names) {
            await session.sql("UPDATE places SET visits = visits + 1 WHERE name = $1", [name]);
            await sleep(200);
          }
        }),
      );
    await Promise.all([visit(["a", "b"]), visit(["b", "a"])]);
    expect(await query(database, "SELECT name, visits FROM places ORDER BY name")).toEqual([
      { name: "a", visits: 2 },
      { name: "b", visits: 2 },
    ]);
  });
});

test("what a snapshot has said is not said twice", async () => {
  await withDatabase(async (database) => {
    let said = 0;
    const snapshot = withSession(database.address, (session) =>
      session.snapshot(async () => {
        said++;
        await session.sql("DO $$ BEGIN RAISE EXCEPTION 'made to fail' USING ERRCODE = '40001'; END $$");
      }),
    );
    await expect(snapshot).rejects.toThrow("made to fail");
    expect(said).toBe(1);
  });
});
