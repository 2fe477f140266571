import { Worker } from "node:worker_threads";
import type { EntryBatch } from "../asset/entry.ts";
import type { ProblemCode } from "../asset/problem.ts";
import { packageFile } from "../package-file.ts";
import type { FollowRules } from "./follow-rules.ts";
import { openWalkControl, type WalkControl } from "./walk-control.ts";

/** A folder to walk: with all that is below it, or its own files only. */
export interface WalkScope {
  readonly folder: string;
  readonly deep: boolean;
}

export interface WalkRequest {
  /** The library's own folder, which globs are relative to. */
  readonly root: string;
  readonly scopes: readonly WalkScope[];
  readonly rules: FollowRules;
  /** Folders that are not entered: nested libraries, drives that are offline. */
  readonly skip: readonly string[];
}

/** A folder or file the walk could not see: a problem, and out of the pass's reach with all below it. */
export interface Unreached {
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
}

/** A folder that was listed. `isMount`: its device differs from its parent's. */
export interface WalkedFolder {
  readonly path: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly isMount: boolean;
}

/** What the walking thread sends: some thousands of entries, and what it met on the way to them. */
export interface WalkBatch {
  readonly entries: EntryBatch;
  readonly folders: readonly WalkedFolder[];
  readonly unreached: readonly Unreached[];
}

export type WalkMessage =
  | { kind: "batch"; batch: WalkBatch }
  | { kind: "end" }
  | { kind: "error"; message: string };

/** A walk whose thread gave no sign of life: the file system hangs. */
export class WalkStalledError extends Error {
  override readonly name = "WalkStalledError";
}

/** A listing or lstat that takes longer is a drive that has gone away without a word. */
const STALL_MS = 30_000;

/**
 * Walks `scopes` on a thread of its own and yields what it sees, a few thousand files at a time, in the order of
 * folders; the thread waits while nobody takes its batches, so memory stays flat. Follows the rules, enters no link
 * unless they say so, opens no file. Throws WalkStalledError after 30 s without progress, or the signal's reason.
 */
export async function* walk(
  request: WalkRequest,
  options: { signal: AbortSignal; stallMs?: number },
): AsyncGenerator<WalkBatch> {
  const control = openWalkControl();
  const worker = new Worker(packageFile("dist/filesystem/walk-worker.js"), {
    workerData: { request, control: control.shared },
  });
  try {
    yield* batchesOf(worker, control, options);
  } finally {
    control.stop();
    // A thread that hangs in the kernel can't be ended; it must not keep the process either.
    worker.unref();
    void worker.terminate();
  }
}

async function* batchesOf(
  worker: Worker,
  control: WalkControl,
  options: { signal: AbortSignal; stallMs?: number },
): AsyncGenerator<WalkBatch> {
  const inbox = new Inbox(worker, options.signal);
  const watchdog = watchProgress(control, options.stallMs ?? STALL_MS, () => {
    inbox.fail(new WalkStalledError("the file system did not answer for 30 s"));
  });
  try {
    for (;;) {
      const message = await inbox.next();
      if (message.kind === "end") return;
      if (message.kind === "error") throw new Error(message.message);
      yield message.batch;
      control.taken();
    }
  } finally {
    clearInterval(watchdog);
    inbox.close();
  }
}

function watchProgress(control: WalkControl, stallMs: number, onStall: () => void): NodeJS.Timeout {
  let last = -1;
  let since = Date.now();
  const timer = setInterval(
    () => {
      const steps = control.steps();
      if (steps !== last || control.isWaiting()) {
        last = steps;
        since = Date.now();
      } else if (Date.now() - since > stallMs) onStall();
    },
    Math.min(1000, stallMs / 4),
  );
  timer.unref();
  return timer;
}

/** The worker's messages, one await at a time. */
class Inbox {
  readonly #queue: WalkMessage[] = [];
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.fail(this.#signal.reason);
  #failure: { error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(worker: Worker, signal: AbortSignal) {
    this.#signal = signal;
    worker.on("message", (message: WalkMessage) => {
      this.#queue.push(message);
      this.#wake();
    });
    worker.on("error", (error) => this.fail(error));
    worker.on("exit", () => this.fail(new Error("the walking thread ended early")));
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
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}
