import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { CatalogError } from "../domain/catalog-error.ts";
import { cutClient, endClient } from "./end-client.ts";
import type { Postmaster } from "./postmaster-file.ts";
import { EMBEDDED_DATABASE, EMBEDDED_USER } from "./server-settings.ts";
import { errorCode, errorMessage } from "../domain/error-code.ts";

/** What `pg.Client` takes. On Unix `host` is the folder of the server's socket. */
export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Windows only. */
  readonly password?: string;
  /** Said, because PGSSLMODE in the environment would ask for TLS, which a socket of our own neither has nor needs. */
  readonly ssl: false;
}

/** Any number; "musaic" in ASCII. The lock lies in the database `postgres`, so that ours can be cloned and dropped. */
const LOCK_KEY = 0x6d_75_73_61_69_63;

/** Nothing in a leave waits for others: 5 s without an answer are a server that stands still, or a machine on its knees. */
const LEAVE_TIMEOUT_MS = 5_000;

/** A shared lock on the server, held as long as its connection lives: who is killed gives it back at once. */
export interface ServerLock {
  /**
   * Gives the lock back. `last` if nobody else holds one: then newcomers wait until `close`, by when the server should be
   * stopping. `lost` where the connection had gone already, `silent` where no answer comes.
   */
  leave(): Promise<"last" | "others" | "lost" | "silent">;
  /** Waits for no server that stands still. */
  close(): Promise<void>;
}

export function connectionTo(
  postmaster: Postmaster,
  password: string | undefined,
): EmbeddedConnection | undefined {
  if (postmaster.host === undefined) return undefined;
  return {
    host: postmaster.host,
    port: postmaster.port,
    user: EMBEDDED_USER,
    database: EMBEDDED_DATABASE,
    ...(password !== undefined && { password }),
    ssl: false,
  };
}

/**
 * Takes a shared lock on the server, and makes our database if this is the first time. Undefined where the server is
 * starting, stopping or gone, or the signal aborts: look again in a moment.
 */
export async function lockServer(
  connection: EmbeddedConnection,
  signal?: AbortSignal,
): Promise<ServerLock | undefined> {
  const client = new Client({
    ...connection,
    database: "postgres",
    application_name: "musaic-catalog lock",
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
  // A server that ends takes this connection with it; `leave` finds out.
  client.on("error", () => undefined);
  const giveUp = () => cutClient(client);
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    await client.connect();
    // Waits while who leaves last decides whether to stop the server.
    await client.query("SELECT pg_advisory_lock_shared($1)", [LOCK_KEY]);
    await ensureDatabase(client);
    return lockOn(client);
  } catch (error) {
    await endClient(client);
    if (isPassing(error)) return undefined;
    const message = `the embedded database refuses us (${errorMessage(error)}): it was made by another program or user; name another folder in dbConnectionString`;
    throw new CatalogError("embedded-unavailable", message, { cause: error });
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

function lockOn(client: Client): ServerLock {
  const leave = async (): Promise<"last" | "others" | "lost"> => {
    try {
      // Not upgraded in place: two that leave together would each see the other's share and both go.
      await client.query("SELECT pg_advisory_unlock_shared($1)", [LOCK_KEY]);
      const { rows } = await client.query<{ last: boolean }>("SELECT pg_try_advisory_lock($1) AS last", [
        LOCK_KEY,
      ]);
      return rows[0]?.last === true ? "last" : "others";
    } catch {
      return "lost";
    }
  };
  return {
    leave: () => Promise.race([leave(), sleep(LEAVE_TIMEOUT_MS, "silent" as const, { ref: false })]),
    close: () => endClient(client),
  };
}

async function ensureDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [EMBEDDED_DATABASE]);
  if (rowCount !== 0) return;
  try {
    await client.query(`CREATE DATABASE ${EMBEDDED_DATABASE} TEMPLATE template0`);
  } catch (error) {
    // Another process makes it too: duplicate_database, or its unique index.
    if (!["42P04", "23505"].includes(errorCode(error))) throw error;
  }
}

/** The system's and the server's words for "not now": no socket yet or any more, starting, stopping, restarting after a crash, full. */
const PASSING = new Set([
  "ENOENT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

export function isPassing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "" ? /terminated|timeout|not queryable/i.test(errorMessage(error)) : PASSING.has(code);
}
