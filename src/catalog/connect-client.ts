import { Client, types } from "pg";
import { ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";
import type { DatabaseAddress } from "./database-address.ts";
import { refuseSharedBackend } from "./refuse-shared-backend.ts";
import { takeSettings } from "./session-settings.ts";

/**
 * A connected client whose session is ours: its settings are set, its backend serves nobody else. BIGINT comes as bigint.
 * `onEnd` is told when the connection breaks or ends. Throws what pg throws, and CatalogError for a pooler that lends its
 * backends by the transaction.
 */
export async function connectClient(
  connection: DatabaseAddress["connection"],
  options: { shownAs: string; onEnd: (reason: Error) => void },
): Promise<Client> {
  const client = newClient(connection, ANSWER_TIMEOUT_MS);
  // Without a listener the first broken socket would end our process.
  client.on("error", options.onEnd);
  client.on("end", () => options.onEnd(new Error("the server closed it")));
  try {
    await client.connect();
    const isDirect = await takeSettings(client, { onlyIfDirect: true, timeoutMs: ANSWER_TIMEOUT_MS });
    if (!isDirect) {
      await refuseSharedBackend(client, {
        shownAs: options.shownAs,
        another: newClient(connection, ANSWER_TIMEOUT_MS),
      });
      await takeSettings(client, { onlyIfDirect: false, timeoutMs: ANSWER_TIMEOUT_MS });
    }
  } catch (error) {
    void client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

function newClient(connection: DatabaseAddress["connection"], timeoutMs: number): Client {
  return new Client({
    ...connection,
    application_name: "musaic-catalog",
    client_encoding: "UTF8",
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  });
}

const parseBigint = (text: string): bigint => BigInt(text);
const INT8_OID = 20;

function typeParser(oid: number, format?: "text" | "binary"): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- pg's enum names the types it knows; there are others
  return oid === INT8_OID && format !== "binary" ? parseBigint : types.getTypeParser(oid, format);
}
