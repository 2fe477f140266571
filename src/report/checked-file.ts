import type { ReadOutcome } from "../domain/reading.ts";
import type { ContentPlace } from "../catalog/content-places.ts";
import type { LibraryNames } from "./library-names.ts";

export interface OwnedPlace {
  readonly assetId: string;
  readonly filePath: string;
  readonly library: string | null;
  /**
   * present: looked at just now, and there. offline, unreadable: can't be seen now. gone, changed: it was there when it was last
   * scanned, and is not, or is another file now. missing, unfollowed: as the catalog has it.
   */
  readonly state: ContentPlace["state"] | "offline" | "gone" | "changed" | "unreadable";
  readonly clips: number;
}

/**
 * `owned`: an asset at another path has this content, which is there or can't be seen now. `known`: only missing or unfollowed ones had it. `new`: no asset
 * ever had it, or those that had it are gone. `empty`: a file of no bytes. `problem`: it could not be read.
 */
export type CheckVerdict = "owned" | "known" | "new" | "empty" | "problem";

export interface CheckedFile {
  readonly filePath: string;
  readonly sizeBytes: number;
  readonly verdict: CheckVerdict;
  readonly fileHash: string | null;
  /** At most ten. */
  readonly places: readonly OwnedPlace[];
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** A place, and what a look at it said. */
export interface SeenPlace extends ContentPlace {
  readonly seen: OwnedPlace["state"];
}

/** What came of reading one file of the folder, beside where the catalog has its content. */
export function checkedFile(
  outcome: ReadOutcome,
  found: { sizeBytes: number; places: readonly SeenPlace[]; libraries: LibraryNames },
): CheckedFile {
  const { path } = outcome;
  if (outcome.kind === "problem") {
    const { code, message } = outcome;
    const problem = { code, message };
    return {
      filePath: path,
      sizeBytes: found.sizeBytes,
      verdict: "problem",
      fileHash: null,
      places: [],
      problem,
    };
  }
  const places = found.places.map((place) => ({
    assetId: place.assetId,
    filePath: place.filePath,
    library: found.libraries.pathOf(place.libraryId),
    state: place.seen,
    clips: place.clips,
  }));
  const sizeBytes = Number(outcome.mark.sizeBytes);
  const verdict = verdictOf(sizeBytes, places);
  return { filePath: path, sizeBytes, verdict, fileHash: outcome.hash, places, problem: null };
}

const OWNED: ReadonlySet<OwnedPlace["state"]> = new Set(["present", "offline", "unreadable"]);
const KNOWN: ReadonlySet<OwnedPlace["state"]> = new Set(["missing", "unfollowed"]);

function verdictOf(sizeBytes: number, places: readonly OwnedPlace[]): CheckVerdict {
  if (sizeBytes === 0) return "empty";
  if (places.some(({ state }) => OWNED.has(state))) return "owned";
  return places.some(({ state }) => KNOWN.has(state)) ? "known" : "new";
}
