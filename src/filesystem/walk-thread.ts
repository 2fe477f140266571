import { Worker } from "node:worker_threads";
import { ANSWER_TIMEOUT, ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";
import { packageFile } from "../package-file.ts";
import { endDespite } from "./end-despite.ts";
import { openWalkControl, type WalkControl } from "./walk-control.ts";
import type { WalkBatch, WalkOptions, WalkRequest } from "./walk.ts";

/** What a thread is asked to do. `shared`: see WalkControl. */
export interface WalkErrand {
  readonly request: WalkRequest;
  readonly shared: SharedArrayBuffer;
}

export type WalkMessage =
  | { kind: "batch"; batch: WalkBatch }
  | { kind: "end" }
  | { kind: "error"; message: string };

/** A walk whose thread gave no sign of life: the file system hangs. */
export class WalkStalledError extends Error {
  override readonly name = "WalkStalledError";
}

/** After a walk over more than 20,000 files (2,000 a batch) a thread's memory is worth more than the time to start another. */
const LARGE_BATCHES = 10;

/** An entry dies as soon as it is in its batch. By itself V8 takes 48 MB for such things. */
const YOUNG_MB = 8;

/** A thread that walks, one walk after the other. A walk that was large, or did not come to its end, leaves it unfit for another. */
export class WalkThread {
  readonly #worker = new Worker(packageFile("dist/walk-worker.js"), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  #isFit = true;

  constructor() {
    // Heard while it walks; a thread that fails while it rests is only not used again.
    this.#worker.on("error", () => this.close());
    this.#worker.on("exit", () => this.close());
  }

  get isFit(): boolean {
    return this.#isFit;
  }

  async *walk(
    request: WalkRequest,
    { signal, stallMs = ANSWER_TIMEOUT_MS }: WalkOptions,
  ): AsyncGenerator<WalkBatch> {
    const control = openWalkControl();
    let hasEnded = false;
    let batches = 0;
    const inbox = new Inbox(this.#worker, signal);
    const watchdog = watchProgress(control, stallMs, () => {
      inbox.fail(new WalkStalledError(`the file system did not answer for ${ANSWER_TIMEOUT}`));
    });
    this.#worker.ref();
    try {
      const errand: WalkErrand = { request, shared: control.shared };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread, not to a window
      this.#worker.postMessage(errand);
      for (let message = await inbox.next(); message.kind !== "end"; message = await inbox.next()) {
        if (message.kind === "error") throw new Error(message.message);
        yield message.batch;
        batches += 1;
        control.taken();
      }
      hasEnded = true;
    } finally {
      clearInterval(watchdog);
      inbox.close();
      control.stop();
      this.#worker.unref();
      if (!hasEnded) await this.#leave();
      else if (batches > LARGE_BATCHES) this.close();
    }
  }

  close(): void {
    void this.#leave();
  }

  /** A thread that hangs in the kernel can't be ended; it must not keep the process either. */
  async #leave(): Promise<void> {
    if (!this.#isFit) return;
    this.#isFit = false;
    await endDespite(this.#worker);
  }
}

function watchProgress(control: WalkControl, stallMs: number, onStall: () => void): NodeJS.Timeout {
  let last = -1;
  let since = performance.now();
  const timer = setInterval(
    () => {
      const steps = control.steps();
      if (steps !== last || control.isWaiting()) {
        last = steps;
        since = performance.now();
      } else if (performance.now() - since > stallMs) onStall();
    },
    Math.min(1000, stallMs / 4),
  );
  timer.unref();
  return timer;
}

/** The worker's messages during one walk, one await at a time. */
class Inbox {
  readonly #worker: Worker;
  readonly #queue: WalkMessage[] = [];
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.fail(this.#signal.reason);
  readonly #onError = (error: unknown): void => this.fail(error);
  readonly #onExit = (): void => this.fail(new Error("the walking thread ended early"));
  readonly #onMessage = (message: WalkMessage): void => {
    this.#queue.push(message);
    this.#wake();
  };
  #failure: { error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(worker: Worker, signal: AbortSignal) {
    this.#worker = worker;
    this.#signal = signal;
    worker.on("message", this.#onMessage);
    worker.on("error", this.#onError);
    worker.on("exit", this.#onExit);
    signal.addEventListener("abort", this.#onAbort);
    if (signal.aborted) this.#onAbort();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async next(): Promise<WalkMessage> {
    for (;;) {
      if (this.#signal.aborted) throw this.#signal.reason;
      const message = this.#queue.shift();
      if (message !== undefined) return message;
      if (this.#failure !== null) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#worker.off("message", this.#onMessage);
    this.#worker.off("error", this.#onError);
    this.#worker.off("exit", this.#onExit);
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}
