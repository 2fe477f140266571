import { Client, types, type ClientConfig } from "pg";

/** 30 s: the time after which a server that says nothing is given up. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * A connected client. BIGINT comes as bigint. `onEnd` is told when the connection breaks or ends. Throws what pg throws.
 */
export async function connectClient(
  connection: ClientConfig,
  onEnd: (reason: Error) => void,
): Promise<Client> {
  const client = new Client({
    ...connection,
    application_name: "musaic-catalog",
    client_encoding: "UTF8",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  });
  // Without a listener the first broken socket would end our process.
  client.on("error", onEnd);
  client.on("end", () => onEnd(new Error("the server closed it")));
  try {
    await client.connect();
    await client.query(WITHOUT_TIME_LIMITS);
  } catch (error) {
    void client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

/**
 * Limits that a role or database sets for its ordinary work would cut a pass over a million files, or the minutes in
 * which a connection rests while long files are read. That a server hangs is found by the freeze guard. Not every
 * version has all of them.
 */
const TIME_LIMITS = `SELECT set_config(name, '0', FALSE) FROM pg_settings WHERE setting <> '0' AND name IN
  ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`;
// pg knows the option, its types don't: hence no literal in the call.
const WITHOUT_TIME_LIMITS = { text: TIME_LIMITS, query_timeout: CONNECT_TIMEOUT_MS };

const parseBigint = (text: string): bigint => BigInt(text);
const INT8_OID = 20;

function typeParser(oid: number, format?: "text" | "binary"): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- pg's enum names the types it knows; there are others
  return oid === INT8_OID && format !== "binary" ? parseBigint : types.getTypeParser(oid, format);
}
