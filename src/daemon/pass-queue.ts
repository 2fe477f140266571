import { DirtyFolders, type DirtyFolder } from "./dirty-folders.ts";
import { APART_MS } from "../scan/scan.ts";
import { MAY_BECOME, type QueueState } from "./queue-state.ts";
import type { Job, WholeReason } from "./job.ts";

/** What waits for one ground. */
interface Waiting {
  readonly dirty: DirtyFolders;
  whole: { readonly dueAt: number; readonly reason: WholeReason } | null;
  /** No pass over it starts before: it is offline, or its last pass failed. */
  heldUntil: number;
  /** Its folders that are due wait for those of all other grounds, and are passed over together. */
  isLast: boolean;
}

/** All passes that the service will make, one after the other. Times are milliseconds of the monotonic clock, given by the caller. */
export class PassQueue {
  readonly #grounds = new Map<string, Waiting>();
  /** Told when there may be something to do earlier than was known. */
  onChange: () => void = () => undefined;
  #state: QueueState = "waiting";

  get state(): QueueState {
    return this.#state;
  }

  add(ground: string): void {
    if (!this.#grounds.has(ground)) {
      this.#grounds.set(ground, {
        dirty: new DirtyFolders(),
        whole: null,
        heldUntil: -Infinity,
        isLast: false,
      });
    }
  }

  remove(ground: string): void {
    this.#grounds.delete(ground);
  }

  markDirty(ground: string, folder: DirtyFolder): void {
    const waiting = this.#grounds.get(ground);
    if (waiting === undefined) return;
    const before = waiting.dirty.nextDueAt;
    waiting.dirty.mark(folder);
    if (waiting.dirty.nextDueAt < before) this.onChange();
  }

  /**
   * Something of these folders may have moved to one of those that wait until `horizon`, in any ground: all of them are due at
   * once, the others first, and what is in the same ground in one pass.
   */
  wantTogether(
    ground: string,
    folders: readonly string[],
    { now, horizon }: { now: number; horizon: number },
  ): void {
    const waiting = this.#grounds.get(ground);
    if (waiting === undefined) return;
    waiting.isLast = true;
    for (const { dirty } of this.#grounds.values()) dirty.hasten(horizon, now);
    for (const folder of folders) waiting.dirty.mark({ folder, deep: false, dueAt: now });
    this.onChange();
  }

  /** Whether any folder's time comes until `horizon`; `except`: in another ground than this. */
  hasFoldersUntil(horizon: number, except?: string): boolean {
    return [...this.#grounds].some(([ground, { dirty }]) => ground !== except && dirty.nextDueAt <= horizon);
  }

  /** Wanted twice, the earlier time counts, and its reason. */
  wantWhole(ground: string, reason: WholeReason, dueAt: number): void {
    const waiting = this.#grounds.get(ground);
    if (waiting === undefined || (waiting.whole !== null && waiting.whole.dueAt <= dueAt)) return;
    waiting.whole = { dueAt, reason };
    this.onChange();
  }

  /** No pass over this ground starts before `until`; an earlier time releases it. */
  hold(ground: string, until: number): void {
    const waiting = this.#grounds.get(ground);
    if (waiting === undefined) return;
    waiting.heldUntil = until;
    this.onChange();
  }

  /** The next job, folders first: they are quick. Null: nothing's time has come, or a pass runs. */
  take(now: number): Job | null {
    if (this.#state !== "waiting") return null;
    const job = this.#takeFolders(now) ?? this.#takeWhole(now);
    if (job !== null) this.#become(job.kind);
    return job;
  }

  /** A pass over folders that may run now, inside the whole one. */
  takeInside(now: number): Job | null {
    if (this.#state !== "whole") return null;
    const job = this.#takeFolders(now);
    if (job !== null) this.#become("folders-inside-whole");
    return job;
  }

  hasFoldersDue(now: number): boolean {
    return [...this.#grounds.values()].some(
      ({ dirty, heldUntil }) => dirty.nextDueAt <= now && heldUntil <= now,
    );
  }

  /** A job that could not be done is wanted again. */
  giveBack(job: Job, dueAt: number): void {
    if (job.kind === "whole") this.wantWhole(job.ground, job.reason, dueAt);
    else for (const folder of job.folders) this.markDirty(job.ground, { ...folder, dueAt });
  }

  /** The pass that was taken last has ended. What it could not do is marked anew by who ran it. */
  ended(): void {
    if (this.#state === "folders-inside-whole") this.#become("whole");
    else if (this.#state !== "closed") this.#become("waiting");
  }

  close(): void {
    this.#become("closed");
    this.onChange();
  }

  /** When `take` will have something; Infinity: not before the next change. */
  nextDueAt(): number {
    let next = Infinity;
    for (const { dirty, whole, heldUntil } of this.#grounds.values()) {
      const due = Math.min(dirty.nextDueAt, whole?.dueAt ?? Infinity);
      next = Math.min(next, Math.max(due, heldUntil));
    }
    return next;
  }

  dirtyOf(ground: string): DirtyFolder[] {
    return this.#grounds.get(ground)?.dirty.all() ?? [];
  }

  wholeOf(ground: string): { readonly dueAt: number; readonly reason: WholeReason } | null {
    return this.#grounds.get(ground)?.whole ?? null;
  }

  #takeFolders(now: number): Job | null {
    const due = [...this.#grounds].filter(
      ([, { dirty, heldUntil }]) => heldUntil <= now && dirty.nextDueAt <= now,
    );
    const [ground, waiting] = due.find(([, { isLast }]) => !isLast) ?? due[0] ?? [];
    if (ground === undefined || waiting === undefined) return null;
    const isTogether = waiting.isLast;
    waiting.isLast = false;
    return { kind: "folders", ground, folders: waiting.dirty.takeDue(now, APART_MS), isTogether };
  }

  #takeWhole(now: number): Job | null {
    for (const [ground, waiting] of this.#grounds) {
      if (waiting.heldUntil > now || waiting.whole === null || waiting.whole.dueAt > now) continue;
      const { reason } = waiting.whole;
      waiting.whole = null;
      return { kind: "whole", ground, reason };
    }
    return null;
  }

  #become(state: QueueState): void {
    if (!MAY_BECOME[this.#state].includes(state)) {
      throw new Error(`the queue can't become ${state} while it is ${this.#state}`);
    }
    this.#state = state;
  }
}
