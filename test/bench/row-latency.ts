import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../../src/catalog/session.ts";

/** Far below what is measured, and little beside what the server has to do anyway. */
const LOOK_MS = 25;
/** What takes longer counts as this long. */
const PATIENCE_MS = 30_000;

interface Edit {
  readonly path: string;
  readonly hash: string;
  readonly at: number;
}

/** Looks in the catalog for edits that were made, one question for all of them at a time. */
export class RowLatency {
  readonly #session: Session;
  readonly #looking: Promise<void>;
  #waiting: Edit[] = [];
  #isOver = false;
  readonly latencies: number[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.#looking = this.#look();
  }

  made(path: string, hash: string): void {
    this.#waiting.push({ path, hash, at: performance.now() });
  }

  /** Waits for the last of them. Sorted, in milliseconds. */
  async end(): Promise<number[]> {
    this.#isOver = true;
    await this.#looking;
    return this.latencies.toSorted((one, other) => one - other);
  }

  async #look(): Promise<void> {
    while (!this.#isOver || this.#waiting.length > 0) {
      const asked = this.#waiting;
      const rows = await this.#session.sql<{ n: number }>(
        `SELECT n::int - 1 AS n FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS e (path, hash, n)
         JOIN assets a ON a.file_path = e.path AND a.file_hash = e.hash`,
        [asked.map(({ path }) => path), asked.map(({ hash }) => hash)],
      );
      const now = performance.now();
      const found = new Set(rows.map(({ n }) => asked[n]));
      const isDone = (edit: Edit): boolean => found.has(edit) || now - edit.at > PATIENCE_MS;
      for (const { at } of asked.filter(isDone)) this.latencies.push(now - at);
      this.#waiting = this.#waiting.filter((edit) => !isDone(edit));
      await sleep(LOOK_MS);
    }
  }
}

export function quantile(sorted: readonly number[], part: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
}
