import { isBelow, rangeBelow } from "../domain/path-rules.ts";
import { listLibraries } from "./libraries.ts";
import type { Row, Session } from "./session.ts";

/** Whether the folder is a library, holds one, or has rows below it, missing ones too, or problems. */
export async function knowsBelow(session: Session, folder: string): Promise<boolean> {
  const libraries = await listLibraries(session);
  if (libraries.some(({ path }) => path === folder || isBelow(path, folder))) return true;
  const { from, to } = rangeBelow(folder);
  const [row] = await session.sql<{ known: boolean } & Row>(
    `SELECT EXISTS (SELECT FROM assets WHERE file_path >= $1 AND file_path < $2)
         OR EXISTS (SELECT FROM assets WHERE file_path IS NULL AND last_path >= $1 AND last_path < $2)
         OR EXISTS (SELECT FROM scan_problems WHERE file_path >= $1 AND file_path < $2) AS known`,
    [from, to],
  );
  return row?.known === true;
}
