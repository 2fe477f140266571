import type { EntryBatch } from "../domain/entry.ts";
import type { ProjectEntry } from "../domain/project-reading.ts";
import type { PassedBy } from "../domain/passed-by.ts";
import type { ProblemCode } from "../domain/problem.ts";
import type { FollowRules } from "./follow-rules.ts";

/** A folder to walk: with all that is below it, or its own files only. */
export interface WalkScope {
  readonly folder: string;
  readonly deep: boolean;
}

export interface WalkRequest {
  /** The library's own folder, which globs are relative to. */
  readonly root: string;
  readonly scopes: readonly WalkScope[];
  readonly rules: FollowRules;
  /** Folders that are not entered: nested libraries, drives that are offline. */
  readonly skip: readonly string[];
}

/** A folder or file the walk could not see: a problem, and out of the pass's reach with all below it. */
export interface Unreached {
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
}

/** A folder that was listed. `isMount`: another file system is mounted there. */
export interface WalkedFolder {
  readonly path: string;
  readonly device: bigint;
  readonly inode: bigint;
  /** When something in it changed; null where the file system keeps birth times, and files tell for themselves. */
  readonly mtimeNs: bigint | null;
  readonly isMount: boolean;
}

/** What the walking thread sends: some thousands of entries, and what it met on the way to them. */
export interface WalkBatch {
  readonly entries: EntryBatch;
  /** Files that name samples. */
  readonly projects: readonly ProjectEntry[];
  readonly folders: readonly WalkedFolder[];
  readonly unreached: readonly Unreached[];
  readonly passedBy: PassedBy;
}

export interface WalkOptions {
  readonly signal: AbortSignal;
  /** So long without a sign of life means that the file system hangs; default: ANSWER_TIMEOUT_MS. */
  readonly stallMs?: number;
}
