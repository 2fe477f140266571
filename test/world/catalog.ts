import { relative } from "node:path";
import { withSession } from "../../src/catalog/session.ts";
import type { TestDatabase } from "./database.ts";

export interface CatalogRow extends Record<string, unknown> {
  id: string;
  path: string | null;
  lastPath: string | null;
  hash: string | null;
  state: "present" | "missing" | "unfollowed";
}

/** Every asset; paths relative to `root`, in their order. */
export async function readCatalog(database: TestDatabase, root: string): Promise<CatalogRow[]> {
  const rows = await withSession(database.address, (session) =>
    session.sql<CatalogRow>(
      `SELECT id::text, file_path AS path, last_path AS "lastPath", file_hash AS hash, state FROM assets ORDER BY file_path, id`,
    ),
  );
  return rows.map((row) => ({
    ...row,
    path: row.path === null ? null : relative(root, row.path),
    lastPath: row.lastPath === null ? null : relative(root, row.lastPath),
  }));
}

/** Ids by path, for files that are present. */
export async function idsByPath(database: TestDatabase, root: string): Promise<Record<string, string>> {
  const rows = await readCatalog(database, root);
  return Object.fromEntries(
    rows.filter(({ state }) => state === "present").map(({ path, id }) => [path ?? "", id]),
  );
}

/** States by path, missing rows by their last path. */
export async function statesByPath(database: TestDatabase, root: string): Promise<Record<string, string>> {
  const rows = await readCatalog(database, root);
  return Object.fromEntries(rows.map(({ path, lastPath, state }) => [path ?? lastPath ?? "", state]));
}

/** Runs one statement against the test's database. */
export async function query<T extends Record<string, unknown>>(
  database: TestDatabase,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<T[]> {
  return withSession(database.address, (session) => session.sql<T>(text, parameters));
}
