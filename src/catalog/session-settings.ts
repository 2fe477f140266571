import { readFileSync } from "node:fs";
import type { Client } from "pg";
import { packageFile } from "../package-file.ts";

/**
 * Gives the session the settings that our statements and pg's parsers rely on, whatever role, database or URL say. Set by a
 * statement and not in the startup packet, of which poolers refuse whatever they don't know.
 *
 * Returns whether the backend that answers is the one that the server announced at connect. If not, a pooler stands between:
 * with `onlyIfDirect` nothing is set then, as the backend may be another program's in the next moment.
 */
export async function takeSettings(
  client: Client,
  { onlyIfDirect, timeoutMs }: { onlyIfDirect: boolean; timeoutMs: number },
): Promise<boolean> {
  const announced = (client as unknown as { processID: number | null }).processID;
  // pg knows query_timeout, its types don't: hence no literal in the call.
  const query = {
    text: readFileSync(packageFile("sql/queries/session_settings.sql"), "utf8"),
    values: [announced, onlyIfDirect],
    query_timeout: timeoutMs,
  };
  const { rows } = await client.query<{ direct: boolean }>(query);
  return rows[0]?.direct === true;
}
