import { rangeBelow } from "../domain/path-rules.ts";
import type { Session } from "./session.ts";

/** Sub-folders of these folders in which the catalog has present files, at any depth below them; unordered. */
export async function knownSubFolders(session: Session, folders: readonly string[]): Promise<string[]> {
  const ranges = folders.map(rangeBelow);
  const rows = await session.run<{ folder: string }>("known_sub_folders", [
    ranges.map(({ from }) => from),
    ranges.map(({ to }) => to),
  ]);
  return rows.map(({ folder }) => folder);
}
