import type { FileMark } from "./entry.ts";
import type { AssetMetadata } from "./metadata.ts";
import type { ProblemCode } from "./problem.ts";

/** What the audio says. Unknown is null: never 0, never NaN. */
export interface AudioFacts {
  readonly durationSeconds: number | null;
  readonly sampleRateHz: number | null;
  readonly channels: number | null;
  readonly metadata: AssetMetadata;
}

/** What came of reading a file whole. */
export interface Reading extends AudioFacts {
  readonly kind: "reading";
  readonly path: string;
  /** `fstat` before the first byte was read. */
  readonly mark: FileMark;
  /** SHA-256 of all bytes: 64 lower-case hex digits. */
  readonly hash: string;
  readonly readerVersion: number;
  /** The file was so young when it was read that a later write may hide in the same mtime. */
  readonly readAgain: boolean;
}

/** Why a file could not be taken in. A value: the pass goes on. */
export interface FileProblem {
  readonly kind: "problem";
  readonly path: string;
  readonly code: ProblemCode;
  /** What happened, in plain words, without the path. */
  readonly message: string;
  /** The file when it failed, where it could be stat'ed. */
  readonly mark: FileMark | null;
}

export type ReadOutcome = Reading | FileProblem;
