import { Client } from "pg";
import { ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";
import type { DatabaseAddress } from "./database-address.ts";

/** A statement that takes longer (10 s) is no fault, but from then on the server must answer somebody. */
const FIRST_PROBE_MS = ANSWER_TIMEOUT_MS / 3;
/** The rest of the time without a sign of life, after which the connection is given up. */
const PROBE_TIMEOUT_MS = ANSWER_TIMEOUT_MS - FIRST_PROBE_MS;

/**
 * Runs `work`; once it takes long, asks the server on a connection of its own whether it is alive. A server that is
 * busy answers, a frozen one (SIGSTOP, a dead network) does not: then `giveUp` breaks the connection.
 */
export async function withFreezeGuard<T>(
  guard: { connection: DatabaseAddress["connection"]; giveUp(): void },
  work: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const probeLater = (): void => {
    timer = setTimeout(() => {
      void answers(guard.connection).then((alive) => {
        if (over) return;
        if (alive) probeLater();
        else guard.giveUp();
      });
    }, FIRST_PROBE_MS);
    timer.unref();
  };
  probeLater();
  try {
    return await work();
  } finally {
    over = true;
    clearTimeout(timer);
  }
}

async function answers(connection: DatabaseAddress["connection"]): Promise<boolean> {
  const client = new Client({
    ...connection,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on("error", () => undefined); // the answer is the promise below
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch (error) {
    // Refused for lack of connections is an answer too.
    return typeof error === "object" && error !== null && "severity" in error;
  } finally {
    void client.end().catch(() => undefined);
  }
}
