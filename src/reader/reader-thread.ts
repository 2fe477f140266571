import type { BatchWatch } from "./watch-progress.ts";
import { Worker } from "node:worker_threads";
import type { FileMark } from "../domain/entry.ts";
import type { ProblemCode } from "../domain/problem.ts";
import { ReaderProgress } from "./reader-progress.ts";
import type { BatchReply, BatchRequest, ReaderThreadData } from "./serve-batches.ts";
import { watchProgress } from "./watch-progress.ts";

/**
 * The heap of one thread. Good files need little of it (measured: two threads over 20,000 WAV files, 80 MB in all), but it must
 * stay far above what tables of the longest piece that a parser gets grow to (8 million numbers, 64 MB, twice while they
 * grow): when one single allocation goes over the limit, V8 ends the whole process and not the thread (an array that is
 * pushed to for ever does; small objects don't), which is why that process is not the one that scans.
 */
const HEAP_MB = 512;

/** What a file leaves behind is small and dies at once. By itself V8 takes 48 MB for it; 8 MB cost 3 % of processor time. */
const YOUNG_MB = 8;

/** How long an ended thread may take to be gone. One that runs JavaScript needs milliseconds; one in a blocked read stays. */
const END_GRACE_MS = 1000;

/** The file in hand when a thread had to be given up. */
export interface Loss {
  readonly kind: "loss";
  /** Its place in the batch; -1 when the thread died between two batches. */
  readonly index: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly mark: FileMark | null;
}

/** One worker thread. After a loss it is of no further use: `end` it and start another. */
export class ReaderThread {
  readonly #worker: Worker;
  readonly #progress = new ReaderProgress();
  #hasExited = false;
  /** Told when the thread is gone. A promise that outlives the batches would hold on to the results of each. */
  #onExit: () => void = () => undefined;
  #failure: Error | null = null;
  #hasServed = false;
  #usable = true;

  constructor(workerFile: string) {
    const workerData: ReaderThreadData = { progressMemory: this.#progress.memory };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB };
    // Its stdout is cut off: ours holds results, and nothing that a parser prints.
    this.#worker = new Worker(workerFile, { workerData, resourceLimits, stdout: true });
    this.#worker.on("error", (error) => {
      this.#failure = error instanceof Error ? error : new Error("the thread threw what is no error");
    });
    this.#worker.once("exit", () => {
      this.#usable = false;
      this.#hasExited = true;
      this.#onExit();
    });
    // Only a batch in hand keeps the process alive.
    this.#worker.unref();
  }

  /** False after a loss. */
  get usable(): boolean {
    return this.#usable;
  }

  /** @throws Error when the thread can't even start: no file is to blame */
  async run(request: BatchRequest, watch: BatchWatch): Promise<BatchReply | Loss> {
    const stopWatching = new AbortController();
    this.#progress.cancel(false);
    this.#worker.ref();
    // Before the thread can have counted anything.
    const stalled = watchProgress(this.#progress, { ...watch, signal: stopWatching.signal });
    const replied = new Promise<BatchReply>((resolve) => {
      this.#worker.once("message", (reply: BatchReply) => {
        this.#hasServed = true;
        resolve(reply);
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread, not to a window
      this.#worker.postMessage(request);
    });
    const exited = new Promise<void>((resolve) => {
      this.#onExit = resolve;
      if (this.#hasExited) resolve();
    });
    try {
      return await Promise.race([
        replied,
        stalled.then(() => this.#hung(watch.stallMs)),
        exited.then(() => this.#crashed()),
      ]);
    } finally {
      stopWatching.abort();
      this.#onExit = () => undefined;
      this.#worker.removeAllListeners("message");
      this.#worker.unref();
    }
  }

  /** Makes a running batch answer null at its next step. */
  cancel(): void {
    this.#progress.cancel(true);
  }

  /** Ends the thread; one that can't be ended, as it hangs in a read, is left to itself after a moment: it goes with its process. */
  async end(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => (timer = setTimeout(resolve, END_GRACE_MS)));
    await Promise.race([this.#worker.terminate(), grace]);
    clearTimeout(timer);
  }

  #hung(stallMs: number): Loss {
    const seconds = stallMs / 1000;
    return this.#progress.stage === "parsing"
      ? this.#loss("parser-hung", `the parser made no progress for ${seconds} s`)
      : this.#loss("read-hung", `reading made no progress for ${seconds} s`);
  }

  #crashed(): Loss {
    const code = this.#failure !== null && "code" in this.#failure ? this.#failure.code : null;
    return code === "ERR_WORKER_OUT_OF_MEMORY"
      ? this.#loss("parser-out-of-memory", `the parser needed more than ${HEAP_MB} MB`)
      : this.#loss("parser-crashed", this.#failure?.message ?? "the parser ended its thread");
  }

  #loss(code: ProblemCode, message: string): Loss {
    this.#usable = false;
    const index = this.#progress.fileIndex;
    if (index < 0 && !this.#hasServed)
      throw new Error(`a reader thread failed to start: ${message}`, { cause: this.#failure });
    return { kind: "loss", index, code, message, mark: this.#progress.mark };
  }
}
