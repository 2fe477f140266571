import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { CatalogError } from "../domain/catalog-error.ts";

/** A pooler that has no second backend to lend lets us wait, some for minutes. */
const SECOND_TIMEOUT_MS = 10_000;
/** In a busy pool two connections may be given different backends by chance, several times in a row hardly. */
const ROUNDS = 5;

/**
 * Refuses a pooler that lends its backends by the transaction or the statement (PgBouncer and its kin): temporary tables,
 * session locks and cursors of one pass would be those of another. `client` is connected through a pooler; `another` is not
 * connected yet, and is closed in the end.
 *
 * One connection's backend may stay the same in such a pool too (it has one only, or nobody else is there). But then a second
 * connection meets it: no two sessions that are really two share a backend.
 */
export async function refuseSharedBackend(
  client: Client,
  { shownAs, another }: { shownAs: string; another: Client },
): Promise<void> {
  const shared = new CatalogError(
    "database-pooler",
    `${shownAs} is a pooler in transaction or statement mode, where no session is its own: name the PostgreSQL server itself, or a pooler in session mode, in dbConnectionString`,
  );
  const mine = await backendOf(client);
  if ((await backendOf(client)) !== mine) throw shared;
  another.on("error", () => undefined); // the answer is the promise below
  try {
    const second = await within(SECOND_TIMEOUT_MS, connectAnother(another));
    if (second === null) {
      throw new CatalogError(
        "database-pooler",
        `${shownAs} is a pooler that lends no second connection: raise its pool size, or name the PostgreSQL server itself in dbConnectionString`,
      );
    }
    for (let round = 0; round < ROUNDS; round++) {
      if ((await backendOf(client)) !== mine || (await backendOf(another)) !== second || second === mine)
        throw shared;
    }
  } finally {
    await Promise.race([another.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })]);
  }
}

async function connectAnother(client: Client): Promise<string> {
  await client.connect();
  return backendOf(client);
}

/** The server process behind the connection; with its start, as two servers may use one number. */
async function backendOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ backend: string }>(
    "SELECT pid::text || ' ' || backend_start::text AS backend FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())",
  );
  return rows[0]?.backend ?? "";
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  work.catch(() => undefined); // it may fail after the time is over
  return Promise.race([work, sleep(ms, null, { ref: false })]);
}
