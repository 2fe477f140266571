import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";

/** A server that lives takes leave within milliseconds; for one that stands still `end` alone would wait for ever. */
const END_TIMEOUT_MS = 1_000;

/** Ends a connection: in order if the server answers, else on our side only. Never rejects. */
export async function endClient(client: Client): Promise<void> {
  await Promise.race([client.end().catch(() => undefined), sleep(END_TIMEOUT_MS, undefined, { ref: false })]);
  cutClient(client);
}

/** Ends a connection at once; what waits for it rejects. */
export function cutClient(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
