import { isBelow } from "../domain/path-rules.ts";
import type { FileSystemType } from "../filesystem/file-system-type.ts";
import type { FolderWatcher } from "../filesystem/watch/watched-library.ts";
import type { PlannedPass } from "../scan/plan/plan-passes.ts";

/**
 * starting  no pass has come to its end yet
 * online    its last whole pass could see it
 * offline   it can't be seen: nothing is passed over until it can
 * held      it can be seen, but so much is gone at once that nothing was marked missing
 */
export type FollowedState = "starting" | "online" | "offline" | "held";

/** A failed pass is tried again after so long, twice as long each time, up to an hour. */
const FIRST_RETRY_MS = 2_000;
/** A file that was locked or changed under the reader may be free in a while; later and later. */
const PROBLEM_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 3_600_000;

/** What the service follows as one: a library, or a folder in it. Its folder names it. */
export class FollowedFolder {
  readonly folder: string;
  readonly plan: PlannedPass;
  readonly isConfigured: boolean;
  /** Drives mounted inside its library, as the catalog knew them at the last job. */
  #mounts: readonly string[];
  #fileSystem: FileSystemType;
  #watcher: FolderWatcher | null = null;
  readonly #unwatched = new Set<string>();
  readonly #tries = new Map<string, number>();
  #failures = 0;
  #lastWhole: { readonly at: Date; readonly endedAt: number; readonly tookMs: number } | null = null;
  #state: FollowedState = "starting";
  #reason: string | null = null;
  #since = new Date();

  constructor(
    plan: PlannedPass,
    { isConfigured, fileSystem }: { isConfigured: boolean; fileSystem: FileSystemType },
  ) {
    this.plan = plan;
    this.#mounts = plan.library.mounts;
    this.folder = plan.scopes?.[0]?.folder ?? plan.library.path;
    this.isConfigured = isConfigured;
    this.#fileSystem = fileSystem;
  }

  get state(): FollowedState {
    return this.#state;
  }

  get reason(): string | null {
    return this.#reason;
  }

  get since(): Date {
    return this.#since;
  }

  get mounts(): readonly string[] {
    return this.#mounts;
  }

  get fileSystem(): FileSystemType {
    return this.#fileSystem;
  }

  /** Null: it is polled by passes of our own. */
  get watcher(): FolderWatcher | null {
    return this.#watcher;
  }

  /** Folders that the system would not watch. */
  get unwatched(): ReadonlySet<string> {
    return this.#unwatched;
  }

  /** How its changes come to us. */
  get mode(): "watched" | "watched-and-polled" | "partly-polled" | "polled" {
    if (this.#watcher === null) return "polled";
    if (this.#unwatched.size > 0) return "partly-polled";
    return this.#fileSystem.tellsAll ? "watched" : "watched-and-polled";
  }

  /** The last pass over everything that came to its end; `endedAt` on the monotonic clock. */
  get lastWhole(): { readonly at: Date; readonly endedAt: number; readonly tookMs: number } | null {
    return this.#lastWhole;
  }

  /** Returns whether that is news. */
  become(state: FollowedState, reason: string | null): boolean {
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

  lieOn(fileSystem: FileSystemType): void {
    this.#fileSystem = fileSystem;
  }

  haveMounts(mounts: readonly string[]): void {
    this.#mounts = mounts;
  }

  /** From now on this one tells of changes; the one before has been closed. */
  watchWith(watcher: FolderWatcher | null): void {
    this.#watcher = watcher;
    this.#unwatched.clear();
  }

  /** What the system said to watches that were asked for. Returns the folders that it refuses now and did not before. */
  noteWatches({
    added,
    refused,
  }: {
    readonly added: readonly string[];
    readonly refused: readonly string[];
  }): string[] {
    const news = refused.filter((folder) => !this.#unwatched.has(folder));
    for (const folder of news) this.#unwatched.add(folder);
    for (const folder of added) this.#unwatched.delete(folder);
    return news;
  }

  /** Refusals may be over: they are asked for again. */
  forgetRefusals(): void {
    this.#unwatched.clear();
  }

  wholeEnded(endedAt: number, tookMs: number): void {
    this.#lastWhole = { at: new Date(), endedAt, tookMs };
  }

  /** After how long a folder whose pass left files out is passed over again: later and later, in milliseconds. */
  nextTryOf(folder: string): number {
    const tries = this.#tries.get(folder) ?? 0;
    this.#tries.set(folder, tries + 1);
    return Math.min(PROBLEM_RETRY_MS * 4 ** tries, LONGEST_RETRY_MS);
  }

  /** A pass over this folder left nothing out. */
  isClean(folder: string): void {
    this.#tries.delete(folder);
  }

  /** A pass failed. Returns after how long it is tried again, in milliseconds. */
  failed(): number {
    this.#failures += 1;
    return Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
