import type { PassCounts, PassStatus } from "../domain/pass-status.ts";
import type { Claim, ClaimHolder, ProcessIdentity } from "../catalog/claims.ts";
import type { DatabaseAddress } from "../catalog/database-address.ts";
import type { Library } from "../catalog/libraries.ts";
import type { Session } from "../catalog/session.ts";
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
  /** Where its connection comes from; without it, it opens one of its own. */
  readonly sessions?: {
    lend<T>(address: DatabaseAddress, work: (session: Session) => Promise<T>): Promise<T>;
  };
  /** Aborted: the batch in hand is finished and stored, then the pass ends as "interrupted". */
  readonly signal: AbortSignal;
  readonly events: ScanEvents;
}

export interface ScanEvents {
  /** One line for a person: something that explains what the pass does. */
  onNote?(line: string): void;
  onProgress?(progress: PassProgress): void;
  /** Another process has the library: told once, before the wait. */
  onWaiting?(holder: ClaimHolder): void;
  /** Folders as they are listed: the service watches them. */
  onFolders?(folders: readonly WalkedFolder[]): void;
  /** Asked between two batches: whether passes over single folders wait to go first. */
  othersWait?(): boolean;
  /**
   * Lets them go first, inside the claim of the pass that asks. Returns the ground that is theirs, passed over just now or soon:
   * the long pass leaves it to them.
   */
  letOthersFirst?(claim: Claim): Promise<readonly WalkScope[]>;
  /** Asked before identity is resolved: what of that which is not here any more may be in folders that wait. */
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
  | { readonly stage: "resolve" };

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
  /** False: a library that another process has ends the pass as "busy". */
  readonly wait: boolean;
  /** The running pass of this process that makes room for this one. */
  readonly within?: Claim;
  /** Files that changed within so many milliseconds are left for a later pass (0: none are). */
  readonly settleMs: number;
}

/** One running pass: what it may touch, and what it has done so far. */
export interface Pass {
  readonly context: ScanContext;
  readonly options: PassOptions;
  readonly session: Session;
  readonly claim: Claim;
  readonly library: Library;
  readonly scopes: readonly WalkScope[];
  readonly counts: PassCounts;
  /** Libraries further down: their files are theirs. */
  readonly nested: readonly string[];
  /** Ground that passes over single folders took over while this one ran; it only grows. */
  readonly left: WalkScope[];
}

export interface PassResult extends PassCounts {
  readonly path: string;
  /** The folders that were passed over; null: the whole library. */
  readonly folders: readonly string[] | null;
  readonly status: PassStatus;
  /** Why, where the status needs a reason. */
  readonly reason: string | null;
  readonly elapsedMs: number;
  /** Folders with files that were left out because they changed within `settleMs`. */
  readonly unsettled: readonly UnsettledFolder[];
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
    filesRead: 0,
    bytesRead: 0,
  };
}
