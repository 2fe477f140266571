import { expect, test } from "vitest";
import type { Session } from "../../src/catalog/session.ts";
import { PassSessions } from "../../src/daemon/pass-sessions.ts";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";

async function serverOf(session: Session): Promise<number | undefined> {
  const [row] = await session.sql<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return row?.pid;
}

test("a connection is used again, unless its pass failed, it broke, or another is using it", async () => {
  await withDatabase(async (database) => {
    const sessions = new PassSessions();
    const { address } = database;
    try {
      const first = await sessions.lend(address, serverOf);
      const again = await sessions.lend(address, serverOf);
      const inside = await sessions.lend(address, async () => sessions.lend(address, serverOf));
      const failing = sessions.lend(address, async (session) => {
        await session.sql("SELECT 1 / 0");
      });
      await expect(failing).rejects.toThrow("division by zero");
      const afterFailure = await sessions.lend(address, serverOf);
      await query(database, "SELECT pg_terminate_backend($1)", [afterFailure]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const afterBreak = await sessions.lend(address, serverOf);
      expect({
        again: again === first,
        inside: inside === first,
        afterFailure: [first, inside].includes(afterFailure),
        afterBreak: afterBreak === afterFailure,
      }).toEqual({ again: true, inside: false, afterFailure: false, afterBreak: false });
    } finally {
      await sessions.close();
    }
  });
});
