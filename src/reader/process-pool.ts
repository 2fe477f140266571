import { setMaxListeners } from "node:events";
import type { FileMark } from "../domain/entry.ts";
import type { FileProblem, Reading } from "../domain/reading.ts";
import { isDriveAway, notTried } from "./is-drive-away.ts";
import { orAborted } from "./or-aborted.ts";
import type { Death } from "./process-death.ts";
import type { ReadOptions, ReaderPool } from "./batch-pool.ts";
import type { ReaderProgram } from "./process-messages.ts";
import { ReaderProcess } from "./reader-process.ts";

/** What came of a file, as the pool sees it. */
interface Marked {
  readonly kind: string;
  readonly mark: FileMark;
}

/**
 * A pool of threads in a process of its own, which starts when it is first needed. A thread is no wall: one single huge
 * allocation ends all of its process (V8 aborts), and no process ends while a thread of it hangs in a read.
 */
export class ProcessPool<Done extends Marked = Reading> implements ReaderPool<Done> {
  readonly #program: ReaderProgram;
  readonly #processes = new Set<ReaderProcess<Done | FileProblem>>();
  #shared: ReaderProcess<Done | FileProblem> | null = null;
  /** Resolves when nobody reads apart. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(program: ReaderProgram) {
    this.#program = program;
    // Each waiting read listens; there may be any number.
    setMaxListeners(0, this.#closing.signal);
  }

  async read(paths: readonly string[], options: ReadOptions): Promise<readonly (Done | FileProblem)[]> {
    const closing = this.#closing.signal;
    const signal = options.signal ? AbortSignal.any([options.signal, closing]) : closing;
    signal.throwIfAborted();
    if (paths.length === 0) return [];
    return await orAborted(this.#read(paths, { ...options, signal }), signal);
  }

  start(): void {
    this.#shared = this.#living(this.#shared);
    this.#shared.startThreads();
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the reader pool was closed"));
    await Promise.all([...this.#processes].map((each) => this.#leave(each)));
  }

  async #read(paths: readonly string[], options: ReadOptions): Promise<readonly (Done | FileProblem)[]> {
    this.#shared = this.#living(this.#shared);
    const read = await this.#shared.read(paths, options);
    if (!isDeath(read)) return read;
    // One lost batch after the other, so that a process that dies again has one of them alone in hand.
    const turn = this.#turn.then(() => this.#readApart(paths, options));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  /** A batch again whose process died under it: whole, and if that one dies too, file by file. */
  async #readApart(paths: readonly string[], options: ReadOptions): Promise<readonly (Done | FileProblem)[]> {
    let apart: ReaderProcess<Done | FileProblem> | null = null;
    const read = async (
      some: readonly string[],
      how: ReadOptions,
    ): Promise<readonly (Done | FileProblem)[] | Death> => {
      options.signal?.throwIfAborted();
      apart = this.#living(apart);
      return await apart.read(some, how);
    };
    /** The mark of the file comes from a read without a parser. */
    const markOf = async (path: string): Promise<FileMark | null> => {
      const again = await read([path], { ...options, hashOnly: true, onBytes: () => undefined });
      return isDeath(again) ? null : (again[0]?.mark ?? null);
    };
    try {
      const whole = await read(paths, options);
      if (!isDeath(whole)) return whole;
      const outcomes: (Done | FileProblem)[] = [];
      for (const path of paths) {
        const one = isDriveAway(outcomes) ? [notTried(path)] : await read([path], options);
        if (!isDeath(one)) outcomes.push(...one);
        else outcomes.push({ ...one, kind: "problem", path, mark: await markOf(path) });
      }
      return outcomes;
    } finally {
      if (apart !== null) await this.#leave(apart);
    }
  }

  /** The same process if it lives, else a new one. */
  #living(given: ReaderProcess<Done | FileProblem> | null): ReaderProcess<Done | FileProblem> {
    if (given?.isAlive === true) return given;
    if (given !== null) this.#processes.delete(given);
    this.#closing.signal.throwIfAborted();
    const started = new ReaderProcess<Done | FileProblem>(this.#program);
    this.#processes.add(started);
    return started;
  }

  async #leave(given: ReaderProcess<Done | FileProblem>): Promise<void> {
    this.#processes.delete(given);
    await given.end();
  }
}

function isDeath(read: readonly object[] | Death): read is Death {
  return "kind" in read;
}
