import { relative } from "node:path";
import type { Session } from "../../../src/catalog/session.ts";
import type { ModelRow } from "./identity-rules.ts";

export interface RealRow extends ModelRow {
  /** Another one after each write. */
  readonly version: string;
}

interface Columns extends Record<string, unknown> {
  id: string;
  path: string | null;
  lastPath: string | null;
  content: string;
  state: "present" | "missing";
  size: bigint;
  mtime: bigint;
  ctime: bigint;
  device: bigint;
  inode: bigint;
  birth: bigint;
  version: string;
}

/** Every asset of the catalog in the model's form. */
export async function readRows({ session, world }: { session: Session; world: string }): Promise<RealRow[]> {
  const rows = await session.sql<Columns>(
    `SELECT id::text, file_path AS path, last_path AS "lastPath", file_hash AS content, state, size_bytes AS size,
        mtime_ns AS mtime, ctime_ns AS ctime, device, inode, birth_ns AS birth, xmin::text AS version FROM assets ORDER BY id`,
  );
  return rows.map(({ id, path, lastPath, content, state, version, ...file }) => ({
    id,
    path: path === null ? null : relative(world, path),
    lastPath: lastPath === null ? null : relative(world, lastPath),
    content,
    state,
    version,
    file: { content, ...file },
  }));
}

/** Which version of each row stands: another one was written. */
export async function rowVersions(session: Session): Promise<Record<string, unknown>[]> {
  return session.sql("SELECT id::text, xmin::text FROM assets ORDER BY id");
}

/** As it was before the first scan, and faster than a new database. */
export async function wipe(session: Session): Promise<void> {
  await session.sql("DELETE FROM assets");
  await session.sql("DELETE FROM libraries");
}
