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
  const { shownAs } = session.address;
  const [role] = await session.sql<{ name: string; may_create: boolean | null }>(
    "SELECT quote_ident(current_user) AS name, has_schema_privilege(to_regnamespace('public'), 'CREATE') AS may_create",
  );
  if (role?.may_create === true) return;
  const name = role?.name ?? "";
  if (role?.may_create === false) {
    throw new CatalogError(
      "database-refused",
      `${shownAs} does not let ${name} make tables: as its owner run GRANT CREATE ON SCHEMA public TO ${name}, ` +
        `or make one with createdb --owner=${name} --encoding=UTF8 --template=template0`,
    );
  }
  throw new CatalogError(
    "database-refused",
    `${shownAs} has no schema public, which the catalog is kept in: as its owner run CREATE SCHEMA public AUTHORIZATION ${name}`,
  );
}

/**
 * Refuses to begin a catalog in `public` beside one that the workstation's helper, or a version before this one, made in the
 * first schema of its search_path: its songs would be out of sight.
 */
export async function refuseOtherSchema(session: Session): Promise<void> {
  const [other] = await session.sql<{ name: string }>(
    `SELECT quote_ident(n.nspname) AS name FROM pg_namespace n
     WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('public', 'information_schema')
       AND EXISTS (SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = n.oid AND c.relname = 'schema_migrations' AND a.attname = 'applied_at')
       AND EXISTS (SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = n.oid AND c.relname = 'assets' AND a.attname = 'file_path')
     ORDER BY 1 LIMIT 1`,
  );
  if (other === undefined) return;
  throw new CatalogError(
    "database-foreign-schema",
    `${session.address.shownAs} keeps its catalog in the schema ${other.name}, and this program uses public alone: ` +
      `as its owner run ALTER SCHEMA public RENAME TO public_before; ALTER SCHEMA ${other.name} RENAME TO public`,
  );
}
