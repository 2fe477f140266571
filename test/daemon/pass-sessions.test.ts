import { expect, test } from "vitest";
import type { Session } from "../../src/catalog/session.ts";
import { PassSessions } from "../../src/scan/pass-sessions.ts";
import { query } from "../world/catalog.ts";
import { withDatabase } from "../world/database.ts";

async function serverOf(session: Session): Promise<number | undefined> {
  const [row] = await session.sql<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return row?.pid;
}

test("a connection is used again, unless its pass failed, it broke, or another is using it", async () => {
  await withDatabase(async (database) => {
    const sessions = new PassSessions();
    const pass = async (isFit = true, inside?: () => Promise<void>): Promise<number | undefined> => {
      const session = await sessions.take(database.address);
      const server = await serverOf(session);
      await inside?.();
      await sessions.giveBack(session, isFit);
      return server;
    };
    try {
      const first = await pass();
      const again = await pass();
      let inside: number | undefined;
      await pass(true, async () => {
        inside = await pass();
      });
      await pass(false);
      const afterFailure = await pass();
      await query(database, "SELECT pg_terminate_backend($1)", [afterFailure]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const afterBreak = await pass();
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
