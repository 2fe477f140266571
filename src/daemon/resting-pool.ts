import type { ReadOutcome } from "../domain/reading.ts";
import type { ReaderPool, ReadOptions } from "../reader/batch-pool.ts";

/** A saved file seldom comes alone; a process that waits holds some 90 MB, and its first batch takes 0.2 s longer. */
const REST_AFTER_MS = 30_000;

/** A pool whose process is ended when nothing was read for a while, and started again when there is. */
export class RestingPool implements ReaderPool {
  readonly #open: () => ReaderPool;
  #pool: ReaderPool | null = null;
  #reading = 0;
  #isStale = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(open: () => ReaderPool) {
    this.#open = open;
  }

  async read(paths: readonly string[], options: ReadOptions): Promise<readonly ReadOutcome[]> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pool ??= this.#open();
    this.#reading += 1;
    try {
      return await this.#pool.read(paths, options);
    } finally {
      this.#reading -= 1;
      if (this.#reading === 0) this.#restLater(this.#isStale ? 0 : REST_AFTER_MS);
    }
  }

  /** Whoever starts it is about to read. */
  start(): void {
    this.#pool ??= this.#open();
    this.#pool.start();
    if (this.#reading === 0) this.#restLater(REST_AFTER_MS);
  }

  /** What is read from now on is read by threads that are opened anew, as soon as nothing is being read. */
  renew(): void {
    if (this.#reading === 0) void this.close();
    else this.#isStale = true;
  }

  async close(): Promise<void> {
    this.#isStale = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const pool = this.#pool;
    this.#pool = null;
    await pool?.close();
  }

  #restLater(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.close(), ms).unref();
  }
}
