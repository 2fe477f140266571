import { CatalogError } from "../domain/catalog-error.ts";
import type { Session } from "./session.ts";

/** Throws CatalogError "usage" for a project that is none, naming a few that are. */
export async function requireProject(session: Session, name: string): Promise<void> {
  const rows = await session.sql<{ name: string }>(
    "SELECT name FROM projects ORDER BY name = $1 DESC, name LIMIT 5",
    [name],
  );
  if (rows[0]?.name === name) return;
  const known = rows.map((row) => row.name).join(", ");
  throw new CatalogError(
    "usage",
    `there is no project "${name}"${known === "" ? "" : `; there are ${known}`}`,
  );
}
