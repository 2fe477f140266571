import { dirname } from "node:path";

/** A folder in which something happened, to be passed over when its time has come. */
export interface DirtyFolder {
  readonly folder: string;
  /** With all that is below it; otherwise its own files, and those sub-folders that came, went or were replaced. */
  readonly deep: boolean;
  /** In milliseconds of the monotonic clock. */
  readonly dueAt: number;
}

/** The dirty folders of one ground, each once: its time is that of its first event. */
export class DirtyFolders {
  readonly #folders = new Map<string, DirtyFolder>();
  #nextDueAt = Infinity;

  get size(): number {
    return this.#folders.size;
  }

  /** Infinity when nothing is dirty. */
  get nextDueAt(): number {
    return this.#nextDueAt;
  }

  all(): DirtyFolder[] {
    return [...this.#folders.values()];
  }

  mark({ folder, deep, dueAt }: DirtyFolder): void {
    const before = this.#folders.get(folder);
    const merged = {
      folder,
      deep: deep || before?.deep === true,
      dueAt: Math.min(dueAt, before?.dueAt ?? Infinity),
    };
    this.#folders.set(folder, merged);
    this.#nextDueAt = Math.min(this.#nextDueAt, merged.dueAt);
  }

  /** All that would be due until `horizon` is due at `dueAt`, if it is not before. */
  hasten(horizon: number, dueAt: number): void {
    for (const one of this.all()) if (one.dueAt > dueAt && one.dueAt <= horizon) this.mark({ ...one, dueAt });
  }

  /**
   * Takes out the folders whose time has come or, if one has, comes within `apartMs`: what changed together is looked at together. And what lies below those of them that are passed over with all that is below,
   * whether its own time has come or not. None of what it returns lies below a deep one of the same answer.
   */
  takeDue(now: number, apartMs = 0): DirtyFolder[] {
    if (this.#nextDueAt > now) return [];
    const until = now + apartMs;
    const due = this.all().filter(({ dueAt }) => dueAt <= until);
    const deep = new Set(due.filter((one) => one.deep).map(({ folder }) => folder));
    const isCovered = (folder: string): boolean => deep.size > 0 && hasAncestorIn(folder, deep);
    for (const { folder, dueAt } of this.all()) {
      if (dueAt <= until || isCovered(folder)) this.#folders.delete(folder);
    }
    this.#nextDueAt = Infinity;
    for (const { dueAt } of this.#folders.values()) this.#nextDueAt = Math.min(this.#nextDueAt, dueAt);
    return due.filter(({ folder }) => !isCovered(folder));
  }
}

/** Whether one of the folders above this one is among these. */
export function hasAncestorIn(folder: string, folders: ReadonlySet<string>): boolean {
  for (
    let [below, above] = [folder, dirname(folder)];
    above !== below;
    [below, above] = [above, dirname(above)]
  ) {
    if (folders.has(above)) return true;
  }
  return false;
}
