import { expect, test } from "vitest";
import { migrate, readSchemaState } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { withDatabase } from "../world/database.ts";

test("a migrated database has nothing pending", async () => {
  await withDatabase(async ({ address }) => {
    await withSession(address, async (session) => {
      expect(await migrate(session)).toEqual([]);
      expect((await readSchemaState(session)).pending).toEqual([]);
    });
  });
});
