import type { FileProblem } from "../domain/reading.ts";

/**
 * So many files of one batch that hang while they are read mean that the drive is away, and the others are not tried: each
 * would cost the time of a stall and a thread that never ends. One alone may lie on a bad sector.
 */
const HANGS_OF_A_DRIVE = 2;

/** What of one batch was read so far says whether the rest should be. */
export function isDriveAway(outcomes: readonly (FileProblem | { readonly kind: string })[]): boolean {
  const hung = outcomes.filter((each) => "code" in each && each.code === "read-hung");
  return hung.length >= HANGS_OF_A_DRIVE;
}

/** What comes of a file of the rest. */
export function notTried(path: string): FileProblem {
  const message = "not read, as reading other files beside it made no progress";
  return { kind: "problem", path, code: "read-hung", message, mark: null };
}
