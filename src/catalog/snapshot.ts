import type { Session } from "./session.ts";

/**
 * Everything that `use` asks sees one moment of the catalog, so that totals and groups agree. It blocks nobody.
 * A cursor that it opens ends with it.
 */
export function withSnapshot<T>(session: Session, use: () => Promise<T>): Promise<T> {
  return session.snapshot(async () => {
    // The default of 4 MB makes the server sort a million assets in many passes over the disk.
    await session.sql("SET LOCAL work_mem = '64MB'");
    return use();
  });
}
