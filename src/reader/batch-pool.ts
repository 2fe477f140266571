import { setMaxListeners } from "node:events";
import type { FileProblem } from "../domain/reading.ts";
import { decodeOutcomes, encodeOutcomes, type EncodedOutcomes } from "./encoded-outcomes.ts";
import { isDriveAway, notTried } from "./is-drive-away.ts";
import { orAborted } from "./or-aborted.ts";
import type { ReadOptions } from "./reader-pool.ts";
import { ReaderThread } from "./reader-thread.ts";
import type { Loss } from "./reader-thread.ts";

export interface BatchPoolOptions {
  readonly threads: number;
  readonly stallMs: number;
  readonly followSymlinks: boolean;
}

/** Threads of one worker file, each with at most one batch in hand; they start when they are first needed. See `ReaderPool`. */
export class BatchPool {
  readonly #workerFile: string;
  readonly #options: BatchPoolOptions;
  readonly #idle: ReaderThread[] = [];
  readonly #busy = new Set<ReaderThread>();
  readonly #waiting: ((thread: ReaderThread) => void)[] = [];
  readonly #closing = new AbortController();

  constructor(workerFile: string, options: BatchPoolOptions) {
    this.#workerFile = workerFile;
    this.#options = options;
    // Each waiting read listens; there may be any number.
    setMaxListeners(0, this.#closing.signal);
  }

  async read(paths: readonly string[], options: ReadOptions): Promise<EncodedOutcomes> {
    const closing = this.#closing.signal;
    const signal = options.signal ? AbortSignal.any([options.signal, closing]) : closing;
    signal.throwIfAborted();
    return await orAborted(this.#readAll(paths, options, signal), signal);
  }

  /** Starts all threads, so that the first batches need not wait for theirs. */
  start(): void {
    while (this.#idle.length + this.#busy.size < this.#options.threads) {
      this.#idle.push(new ReaderThread(this.#workerFile));
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the reader pool was closed"));
    const threads = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(threads.map((thread) => thread.end()));
  }

  /** Reads until each path has its outcome: what a thread could not finish is read again on another one. */
  async #readAll(
    paths: readonly string[],
    options: ReadOptions,
    signal: AbortSignal,
  ): Promise<EncodedOutcomes> {
    const lost = new Map<string, FileProblem>();
    for (;;) {
      if (isDriveAway([...lost.values()])) {
        for (const path of paths) if (!lost.has(path)) lost.set(path, notTried(path));
      }
      const left = paths.filter((path) => !lost.has(path));
      const done = left.length === 0 ? encodeOutcomes([]) : await this.#readOnce(left, options, signal);
      if (!("kind" in done)) {
        if (lost.size === 0) return done;
        const outcomes = decodeOutcomes(done);
        const read = new Map(left.map((path, index) => [path, outcomes[index]]));
        return encodeOutcomes(paths.flatMap((path) => lost.get(path) ?? read.get(path) ?? []));
      }
      const { index, kind: _, ...why } = done;
      const path = left[index];
      if (path !== undefined) lost.set(path, { kind: "problem", path, ...why });
    }
  }

  /** One try on one thread. The bytes of a lost try are taken back, as they are read again. */
  async #readOnce(
    paths: readonly string[],
    { hashOnly = false, onBytes }: ReadOptions,
    signal: AbortSignal,
  ): Promise<EncodedOutcomes | Loss> {
    const thread = await this.#acquire();
    let bytes = 0;
    const count = (more: number): void => {
      bytes += more;
      if (!signal.aborted) onBytes?.(more);
    };
    const cancel = (): void => thread.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      signal.throwIfAborted();
      const { stallMs, followSymlinks } = this.#options;
      const done = await thread.run({ paths, hashOnly, followSymlinks }, { stallMs, onBytes: count });
      signal.throwIfAborted();
      if (done === null) throw new Error("a reader thread left a batch without being asked to");
      if ("kind" in done) count(-bytes);
      return done;
    } finally {
      signal.removeEventListener("abort", cancel);
      await this.#release(thread);
    }
  }

  #acquire(): Promise<ReaderThread> {
    const thread = this.#idle.pop();
    if (thread === undefined && this.#busy.size >= this.#options.threads) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    return Promise.resolve(this.#lend(thread ?? new ReaderThread(this.#workerFile)));
  }

  #lend(thread: ReaderThread): ReaderThread {
    this.#busy.add(thread);
    return thread;
  }

  async #release(thread: ReaderThread): Promise<void> {
    if (!thread.usable) await thread.end();
    this.#busy.delete(thread);
    if (this.#closing.signal.aborted) return;
    const next = this.#waiting.shift();
    if (next !== undefined) next(this.#lend(thread.usable ? thread : new ReaderThread(this.#workerFile)));
    else if (thread.usable) this.#idle.push(thread);
  }
}
