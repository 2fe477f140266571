import { CatalogError } from "../domain/catalog-error.ts";
import type { Session } from "./session.ts";

/** PostgreSQL 13 is the first with gen_random_uuid() built in. */
const OLDEST_VERSION = 130_000;

/** Refuses a server that is too old, and a database that can't hold every name. */
export async function refuseUnfit(session: Session): Promise<void> {
  const [server] = await session.sql<{ version: number; shown: string; encoding: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS shown, current_setting('server_encoding') AS encoding",
  );
  const { shownAs } = session.address;
  if (server === undefined || server.version < OLDEST_VERSION) {
    throw new CatalogError(
      "database-too-old",
      `${shownAs} is PostgreSQL ${server?.shown ?? "?"}: 13 or newer is needed`,
    );
  }
  if (server.encoding !== "UTF8") {
    throw new CatalogError(
      "database-not-utf8",
      `${shownAs} has encoding ${server.encoding}: create one with createdb --encoding=UTF8 --template=template0`,
    );
  }
}

/** From PostgreSQL 15 on only its owner may make tables in a database, until others are let. */
export async function refuseWithoutRight(session: Session): Promise<void> {
  const [role] = await session.sql<{ name: string; may_create: boolean | null }>(
    "SELECT quote_ident(current_user) AS name, has_schema_privilege(to_regnamespace('public'), 'CREATE') AS may_create",
  );
  if (role?.may_create !== false) return;
  throw new CatalogError(
    "database-refused",
    `${session.address.shownAs} does not let ${role.name} make tables: as its owner run GRANT CREATE ON SCHEMA public TO ${role.name}, ` +
      `or make one with createdb --owner=${role.name} --encoding=UTF8 --template=template0`,
  );
}
