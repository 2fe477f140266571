import { type PathRange } from "../domain/path-rules.ts";
import { type Row, type Session } from "./session.ts";

/** An asset that has, or had, some content. */
export interface ContentPlace {
  readonly fileHash: string;
  readonly assetId: string;
  /** Where it is; of a missing asset, where it was. */
  readonly filePath: string;
  readonly state: "present" | "missing" | "unfollowed";
  readonly libraryId: number | null;
  readonly clips: number;
  /** As it was when it was read. */
  readonly sizeBytes: number;
  readonly mtimeNs: bigint | null;
}

/** Ten places tell where something is; a common sample may have thousands. */
const MOST_PLACES = 10;

/**
 * Looks contents up, many at once; empty files have no copies. At most ten places each, present ones first, none of them in
 * the range `but`.
 */
export async function findContents(
  session: Session,
  hashes: readonly string[],
  but: PathRange | null = null,
): Promise<Map<string, ContentPlace[]>> {
  const places = new Map<string, ContentPlace[]>();
  if (hashes.length === 0) return places;
  for (const row of await session.run<ContentPlace & Row>("check_content", [
    hashes,
    MOST_PLACES,
    but?.from ?? null,
    but?.to ?? null,
  ])) {
    const known = places.get(row.fileHash);
    if (known === undefined) places.set(row.fileHash, [row]);
    else known.push(row);
  }
  return places;
}
