import type { PassCounts, PassStatus } from "../domain/pass-status.ts";
import type { PassedBy } from "../domain/passed-by.ts";
import type { PassRecord, ProcessIdentity, RunningPassOf } from "../catalog/running-passes.ts";
import type { DatabaseAddress } from "../catalog/database-address.ts";
import type { Library } from "../catalog/libraries.ts";
import type { OpenSession, Session } from "../catalog/session.ts";
import type { FollowRules } from "../filesystem/follow-rules.ts";
import type { WalkedFolder, WalkScope } from "../filesystem/walk.ts";
import type { Walker } from "../filesystem/walker.ts";
import type { ReaderPool } from "../reader/batch-pool.ts";

/** What a pass needs from the process it runs in. */
export interface ScanContext {
  readonly address: DatabaseAddress;
  readonly process: ProcessIdentity;
  readonly pool: ReaderPool;
  /** Whose threads walk; without it each walk has one of its own. */
  readonly walker?: Walker;
  /** Lends it a connection; without it, it opens one of its own. */
  readonly sessions?: SessionLender;
  /** Aborted: the batch in hand is finished and stored, then the pass ends as "interrupted". */
  readonly signal: AbortSignal;
  readonly events: ScanEvents;
}

/** Keeps connections for later passes. */
export interface SessionLender {
  take(address: DatabaseAddress): Promise<OpenSession>;
  /** `isFit`: its work came to its end, so that another pass may use it. */
  giveBack(session: OpenSession, isFit: boolean): Promise<void>;
}

export interface ScanEvents {
  /** One line for a person: something that explains what the pass does. */
  onNote?(line: string): void;
  onProgress?(progress: PassProgress): void;
  /** Another process decides over the library: told once, before the wait. */
  onWaiting?(other: RunningPassOf): void;
  /** Asked before a folder becomes a library that its owner may not mean, after a note that says why. False: it does not. */
  mayTakeIn?(folder: string): Promise<boolean>;
  /** Folders as they are listed: the service watches them. */
  onFolders?(folders: readonly WalkedFolder[]): void;
  /** Asked before identity is decided: what of that which is not here any more may be in folders that wait. */
  mayBeElsewhere?(): Elsewhere;
  /** Folders with files about which nothing was decided, as those that wait must be looked at first, or with them. */
  onDeferred?(folders: readonly string[]): void;
}

/**
 * nothing   no folder waits
 * latest    folders wait in which what left its place within `settleMs` may be
 * anything  some of them are another library's, and due at the same time as those of this pass
 */
export type Elsewhere = "nothing" | "latest" | "anything";

export type PassProgress =
  | { readonly stage: "walk"; readonly files: number }
  | {
      readonly stage: "read";
      readonly files: number;
      readonly totalFiles: number;
      readonly bytes: number;
      readonly totalBytes: number;
    }
  | { readonly stage: "decide" };

export interface PassOptions {
  readonly command: "scan" | "watch";
  readonly rules: FollowRules;
  /** Files read at once: the pool's threads. */
  readonly readers: number;
  /** Null: the whole library. */
  readonly scopes: readonly WalkScope[] | null;
  readonly verify: boolean;
  readonly reparse: boolean;
  readonly acceptMissing: boolean;
  /** False: while another pass decides over the library, this one says "busy" instead of waiting. */
  readonly wait: boolean;
  /** A slice of reading ends after so long, so that other passes get their turn (default: when all is read). */
  readonly sliceMs?: number;
  /** Files that changed within so many milliseconds are left for a later pass (0: none are). */
  readonly settleMs: number;
}

/** One running pass: what it may touch, and what it has done so far. */
export interface Pass {
  readonly context: ScanContext;
  readonly options: PassOptions;
  readonly session: Session;
  readonly record: PassRecord;
  readonly library: Library;
  readonly scopes: readonly WalkScope[];
  readonly counts: PassCounts;
  readonly passedBy: PassedBy;
  /** Libraries further down: their files are theirs. */
  readonly nested: readonly string[];
}

export interface PassResult extends PassCounts {
  readonly path: string;
  /** The folders that were passed over; null: the whole library. */
  readonly folders: readonly string[] | null;
  readonly status: PassStatus;
  /** Why, where the status needs a reason. */
  readonly reason: string | null;
  readonly elapsedMs: number;
  /** What the walk saw and did not take. */
  readonly passedBy: PassedBy;
  /** Drives inside the library that can't be seen now, with the files that the catalog has of them. */
  readonly offline: readonly OfflinePart[];
  /** Some of its problems may be over at another look, although no file changes (a locked file, a drive's error). */
  readonly isWorthRetrying?: boolean;
  /** Folders with files that were left out because they changed within `settleMs`. */
  readonly unsettled: readonly UnsettledFolder[];
}

export interface OfflinePart {
  readonly path: string;
  readonly files: number;
}

export interface UnsettledFolder {
  readonly folder: string;
  /** When the last of those files changed, in milliseconds of the system's clock. */
  readonly changedAtMs: number;
}

export function noCounts(): PassCounts {
  return {
    seen: 0,
    unchanged: 0,
    added: 0,
    changed: 0,
    moved: 0,
    returned: 0,
    missing: 0,
    problems: 0,
    notAudio: 0,
    damaged: 0,
    filesRead: 0,
    bytesRead: 0,
  };
}
