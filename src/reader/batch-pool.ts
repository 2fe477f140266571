import { setMaxListeners } from "node:events";
import type { FileProblem, Reading } from "../domain/reading.ts";
import { decodeOutcomes, encodeOutcomes, type EncodedOutcomes } from "./encoded-outcomes.ts";
import { isDriveAway, notTried } from "./is-drive-away.ts";
import { orAborted } from "./or-aborted.ts";
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
    let thread = this.#idle.pop();
    // One that could not load a parser has ended by itself since.
    while (thread?.usable === false) thread = this.#idle.pop();
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

export interface ReadOptions {
  /** Leaves the parser out: the facts are null and the metadata is empty. For `--verify` of what is known already. */
  readonly hashOnly?: boolean;
  /** Told some times a second how many more bytes were hashed; less than 0 when a batch must be read again. */
  readonly onBytes?: (count: number) => void;
  /** Aborted, `read` rejects with its reason at once and the threads leave their file at the next MiB. */
  readonly signal?: AbortSignal;
}

/** Works on files on the threads of a process of its own: reads each once, its bytes hashed and parsed, unless other work was given. */
export interface ReaderPool<Done = Reading> {
  /**
   * One outcome for each path, in the same order. Goes as one message to one thread: some hundred paths a call, and as
   * many calls at once as there are threads and one more, keep all threads busy.
   *
   * Never rejects for a file's sake: a parser that hangs, crashes or eats its memory costs that file, a thread or the
   * process, and the time to read what they had in hand once more. Rejects when aborted or closed, and when none can start.
   */
  read(paths: readonly string[], options: ReadOptions): Promise<readonly (Done | FileProblem)[]>;
  /** Starts the process and its threads, which takes 0.2 s, so that the first batch need not wait for them. */
  start(): void;
  /** Ends the process and its threads; what is still being read rejects. A thread that hangs in a read is not waited for. */
  close(): Promise<void>;
}
