import type { ReadOutcome } from "../domain/reading.ts";
import type { ContentPlace } from "../catalog/content-places.ts";
import type { LibraryNames } from "./library-names.ts";

export interface OwnedPlace {
  readonly assetId: string;
  readonly filePath: string;
  readonly library: string | null;
  readonly state: ContentPlace["state"] | "offline";
  readonly clips: number;
}

/**
 * `owned`: a present asset at another path has this content. `known`: only missing or unfollowed ones had it. `new`: no
 * asset ever had it. `empty`: a file of no bytes. `problem`: it could not be read.
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

/** What came of reading one file of the folder, beside where the catalog has its content. */
export function checkedFile(
  outcome: ReadOutcome,
  found: { sizeBytes: number; places: readonly ContentPlace[]; libraries: LibraryNames },
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
    state: place.state === "present" && found.libraries.isOffline(place) ? ("offline" as const) : place.state,
    clips: place.clips,
  }));
  const sizeBytes = Number(outcome.mark.sizeBytes);
  const verdict = verdictOf(sizeBytes, found.places);
  return { filePath: path, sizeBytes, verdict, fileHash: outcome.hash, places, problem: null };
}

function verdictOf(sizeBytes: number, places: readonly ContentPlace[]): CheckVerdict {
  if (sizeBytes === 0) return "empty";
  if (places.some(({ state }) => state === "present")) return "owned";
  return places.length > 0 ? "known" : "new";
}
