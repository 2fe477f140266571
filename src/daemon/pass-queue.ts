import { APART_MS } from "../scan/decide/decide.ts";
import { DirtyFolders, type DirtyFolder } from "./dirty-folders.ts";

/** Why everything is looked at. */
export type WholeReason =
  | "start"
  | "timer"
  | "overflow"
  | "watcher-error"
  | "root-changed"
  | "many-folders"
  | "config-changed"
  | "retry";

/** What is to be done next in one followed folder, which its path names (`root`). */
export type Job = FoldersJob | WholeJob;

/** A pass over some folders, from its beginning to its end. */
export interface FoldersJob {
  readonly kind: "folders";
  readonly root: string;
  readonly folders: readonly DirtyFolder[];
  /** Everything else that may have to do with them is in it, or was looked at before. */
  readonly isTogether: boolean;
}

/** A step of a pass over everything: a slice of its reading, or its decision. */
export interface WholeJob {
  readonly kind: "whole";
  readonly root: string;
  readonly reason: WholeReason;
}

/**
 * waiting  nothing runs, and no pass over everything has begun; the next job is handed out when its time has come
 * folders  a pass over folders runs
 * whole    a step of a pass over everything runs, or waits for its turn; folders that are due go first between two steps, a few times
 * closed   nothing is handed out any more
 */
export type QueueState = "waiting" | "folders" | "whole" | "closed";

/** What waits for one followed folder. */
interface Waiting {
  readonly dirty: DirtyFolders;
  whole: { readonly dueAt: number; readonly reason: WholeReason } | null;
  /** No pass over it starts before: it is offline, or its last pass failed. */
  pausedUntil: number;
  /** Its folders that are due wait for those of all others, and are passed over together. */
  isLast: boolean;
}

/**
 * So many passes over folders go before a step of a pass over everything that is due: some folders are never quiet, and on a busy
 * machine each pass over them may take longer than they need to be dirty again.
 */
const FOLDERS_FIRST = 4;

/**
 * All that the service will do, one job after the other: folders that are due, then the pass over everything that has begun,
 * then the next one. Times are milliseconds of the monotonic clock, given by the caller.
 */
export class PassQueue {
  readonly #waiting = new Map<string, Waiting>();
  /** The pass over everything that has begun, and when its next step is due. One at a time. */
  #begun: { readonly job: WholeJob; dueAt: number } | null = null;
  #running: Job | null = null;
  #isClosed = false;
  /** Passes over folders since the last step of a pass over everything. */
  #foldersInARow = 0;
  /** Told when there may be something to do earlier than was known. */
  onChange: () => void = () => undefined;

  get state(): QueueState {
    if (this.#isClosed) return "closed";
    return this.#running?.kind ?? (this.#begun === null ? "waiting" : "whole");
  }

  add(root: string): void {
    if (this.#waiting.has(root)) return;
    this.#waiting.set(root, {
      dirty: new DirtyFolders(),
      whole: null,
      pausedUntil: -Infinity,
      isLast: false,
    });
  }

  remove(root: string): void {
    this.#waiting.delete(root);
  }

  markDirty(root: string, folder: DirtyFolder): void {
    const waiting = this.#waiting.get(root);
    if (waiting === undefined) return;
    const before = waiting.dirty.nextDueAt;
    waiting.dirty.mark(folder);
    if (waiting.dirty.nextDueAt < before) this.onChange();
  }

  /**
   * Something of these folders may have moved to one of those that wait until `horizon`, wherever: all of them are due at
   * once, the others first, and what has the same root in one pass.
   */
  wantTogether(
    root: string,
    folders: readonly string[],
    { now, horizon }: { now: number; horizon: number },
  ): void {
    const waiting = this.#waiting.get(root);
    if (waiting === undefined) return;
    waiting.isLast = true;
    for (const { dirty } of this.#waiting.values()) dirty.hasten(horizon, now);
    for (const folder of folders) waiting.dirty.mark({ folder, deep: false, dueAt: now });
    this.onChange();
  }

  /** Whether any folder's time comes until `horizon`; `except`: below another root than this. */
  hasFoldersUntil(horizon: number, except?: string): boolean {
    return [...this.#waiting].some(([root, { dirty }]) => root !== except && dirty.nextDueAt <= horizon);
  }

  /** Wanted twice, the earlier time counts, and its reason. */
  wantWhole(root: string, reason: WholeReason, dueAt: number): void {
    const waiting = this.#waiting.get(root);
    if (waiting === undefined || (waiting.whole !== null && waiting.whole.dueAt <= dueAt)) return;
    waiting.whole = { dueAt, reason };
    this.onChange();
  }

  /** No pass below this root starts before `until`; an earlier time releases it. */
  pause(root: string, until: number): void {
    const waiting = this.#waiting.get(root);
    if (waiting === undefined) return;
    waiting.pausedUntil = until;
    this.onChange();
  }

  /** The next job. Null: nothing's time has come, or one runs. */
  take(now: number): Job | null {
    if (this.#isClosed || this.#running !== null) return null;
    const mustStep = this.#foldersInARow >= FOLDERS_FIRST;
    const step = mustStep ? this.#takeStep(now) : null;
    this.#running = step ?? this.#takeFolders(now) ?? this.#takeStep(now);
    this.#foldersInARow = this.#running?.kind === "folders" ? this.#foldersInARow + 1 : 0;
    return this.#running;
  }

  /** The job that was taken last has ended. What it could not do is marked anew by who ran it. */
  ended(): void {
    this.#running = null;
  }

  /** The step of a pass over everything was not its last: the next one is due then. */
  goOn(job: WholeJob, dueAt: number): void {
    this.#begun = { job, dueAt };
  }

  /** A job that could not be done is wanted again. */
  giveBack(job: Job, dueAt: number): void {
    if (job.kind === "whole") this.wantWhole(job.root, job.reason, dueAt);
    else for (const folder of job.folders) this.markDirty(job.root, { ...folder, dueAt });
  }

  close(): void {
    this.#isClosed = true;
    this.onChange();
  }

  /** When `take` will have something; Infinity: not before the next change. */
  nextDueAt(): number {
    let next = this.#begun?.dueAt ?? Infinity;
    for (const { dirty, whole, pausedUntil } of this.#waiting.values()) {
      // Another pass over everything starts when the one that has begun is over.
      const wholeDueAt = this.#begun === null ? (whole?.dueAt ?? Infinity) : Infinity;
      next = Math.min(next, Math.max(Math.min(dirty.nextDueAt, wholeDueAt), pausedUntil));
    }
    return next;
  }

  dirtyOf(root: string): DirtyFolder[] {
    return this.#waiting.get(root)?.dirty.all() ?? [];
  }

  wholeOf(root: string): { readonly dueAt: number; readonly reason: WholeReason } | null {
    return this.#waiting.get(root)?.whole ?? null;
  }

  #takeFolders(now: number): FoldersJob | null {
    const due = [...this.#waiting].filter(
      ([, { dirty, pausedUntil }]) => pausedUntil <= now && dirty.nextDueAt <= now,
    );
    const [root, waiting] = due.find(([, { isLast }]) => !isLast) ?? due[0] ?? [];
    if (root === undefined || waiting === undefined) return null;
    const isTogether = waiting.isLast;
    waiting.isLast = false;
    return { kind: "folders", root, folders: waiting.dirty.takeDue(now, APART_MS), isTogether };
  }

  #takeStep(now: number): WholeJob | null {
    return this.#begun === null ? this.#takeWhole(now) : this.#takeBegun(this.#begun, now);
  }

  #takeBegun(
    { job, dueAt }: { readonly job: WholeJob; readonly dueAt: number },
    now: number,
  ): WholeJob | null {
    if (dueAt > now) return null;
    this.#begun = null;
    return job;
  }

  #takeWhole(now: number): WholeJob | null {
    for (const [root, waiting] of this.#waiting) {
      if (waiting.pausedUntil > now || waiting.whole === null || waiting.whole.dueAt > now) continue;
      const { reason } = waiting.whole;
      waiting.whole = null;
      return { kind: "whole", root, reason };
    }
    return null;
  }
}
