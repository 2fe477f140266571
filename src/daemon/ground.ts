import { isBelow } from "../domain/path-rules.ts";
import type { FileSystemType } from "../filesystem/file-system-type.ts";
import type { FolderWatcher } from "../filesystem/watch/watched-library.ts";
import type { PlannedPass } from "../scan/plan-passes.ts";

/**
 * starting  no pass has come to its end yet
 * online    its last whole pass could see it
 * offline   it can't be seen: nothing is passed over until it can
 * held      it can be seen, but so much is gone at once that nothing was marked missing
 */
export type GroundState = "starting" | "online" | "offline" | "held";

/** What the service follows as one: a library, or a folder in it. Its folder names it. */
export class Ground {
  readonly folder: string;
  readonly plan: PlannedPass;
  readonly isConfigured: boolean;
  fileSystem: FileSystemType;
  /** Null: it is polled by passes of our own. */
  watcher: FolderWatcher | null = null;
  /** Folders that the system would not watch. */
  readonly refused = new Set<string>();
  /** How many of them a person was told of last. */
  refusedTold = 0;
  /** How often in a row each folder's pass left files out that may be readable soon. */
  readonly retries = new Map<string, number>();
  /** Drives mounted inside its library, as the catalog knows them. */
  mounts: readonly string[];
  lastWholeAt: Date | null = null;
  /** When it ended, on the monotonic clock, and how long it took. */
  lastWholeEnd = -Infinity;
  lastWholeMs = 0;
  failures = 0;
  #state: GroundState = "starting";
  #reason: string | null = null;
  #since = new Date();

  constructor(
    plan: PlannedPass,
    { isConfigured, fileSystem }: { isConfigured: boolean; fileSystem: FileSystemType },
  ) {
    this.plan = plan;
    this.mounts = plan.library.mounts;
    this.folder = plan.scopes?.[0]?.folder ?? plan.library.path;
    this.isConfigured = isConfigured;
    this.fileSystem = fileSystem;
  }

  get state(): GroundState {
    return this.#state;
  }

  get reason(): string | null {
    return this.#reason;
  }

  get since(): Date {
    return this.#since;
  }

  /** How its changes come to us. */
  get mode(): "watched" | "partly-polled" | "polled" {
    if (this.watcher === null) return "polled";
    return this.refused.size > 0 ? "partly-polled" : "watched";
  }

  /** Returns whether that is news. */
  become(state: GroundState, reason: string | null): boolean {
    if (state === this.#state && reason === this.#reason) return false;
    if (state !== this.#state) this.#since = new Date();
    this.#state = state;
    this.#reason = reason;
    return true;
  }

  /** Whether a folder is its own: at or below its folder, and not in a library further down. */
  holds(folder: string): boolean {
    const within = folder === this.folder || isBelow(folder, this.folder);
    return within && !this.plan.nested.some((nested) => folder === nested || isBelow(folder, nested));
  }
}
