import { Worker } from "node:worker_threads";
import { ANSWER_TIMEOUT, ANSWER_TIMEOUT_MS } from "../../answer-timeout.ts";
import { packageFile } from "../../package-file.ts";
import type { ProjectEntry, ProjectReading } from "../../domain/project-reading.ts";
import { endDespite } from "../../filesystem/end-despite.ts";

/** What the thread is asked: to read files, or to say at which paths there are files. */
export type ProjectErrand =
  | { readonly kind: "read"; readonly files: readonly ProjectEntry[]; readonly followSymlinks: boolean }
  | { readonly kind: "look"; readonly paths: readonly string[] };

export type ProjectAnswer =
  | { readonly kind: "readings"; readonly readings: readonly ProjectReading[] }
  | { readonly kind: "looks"; readonly isThere: readonly boolean[] };

/** Counted up by the thread at every piece of work: a sign of life. */
export interface ProjectThreadData {
  readonly steps: SharedArrayBuffer;
}

const LOOK_MS = 1_000;
/** References die as soon as they are sent. By itself V8 takes 48 MB for such things. */
const YOUNG_MB = 8;

/** A drive gives no answer. Only the errand in hand is lost: the thread is no longer of use. */
export class ProjectStalledError extends Error {
  override readonly name = "ProjectStalledError";
}

/**
 * A thread that reads files that name samples, and looks at where they lead: users' paths are never touched on the main thread. Whoever
 * opens it closes it. One errand at a time. Rejects with the signal's reason, or with
 * ProjectStalledError when the file system gives no answer for ANSWER_TIMEOUT.
 */
export class ProjectThread {
  readonly #steps = new SharedArrayBuffer(4);
  readonly #worker: Worker;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    const workerData: ProjectThreadData = { steps: this.#steps };
    this.#worker = new Worker(packageFile("dist/project-worker.js"), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on("error", () => undefined); // told to whoever waits for an answer
  }

  async read(files: readonly ProjectEntry[], followSymlinks: boolean): Promise<readonly ProjectReading[]> {
    const answer = await this.#ask({ kind: "read", files, followSymlinks });
    return answer.kind === "readings" ? answer.readings : [];
  }

  async look(paths: readonly string[]): Promise<readonly boolean[]> {
    const answer = await this.#ask({ kind: "look", paths });
    return answer.kind === "looks" ? answer.isThere : [];
  }

  async close(): Promise<void> {
    await endDespite(this.#worker);
  }

  #ask(errand: ProjectErrand): Promise<ProjectAnswer> {
    const worker = this.#worker;
    const over = new AbortController();
    return new Promise<ProjectAnswer>((resolve, reject) => {
      const fail = (): void => reject(this.#signal.reason);
      this.#signal.addEventListener("abort", fail, { signal: over.signal });
      if (this.#signal.aborted) return fail();
      worker.once("message", resolve);
      worker.once("error", reject);
      const watching = this.#watch(() =>
        reject(new ProjectStalledError(`the file system did not answer for ${ANSWER_TIMEOUT}`)),
      );
      over.signal.addEventListener("abort", () => {
        clearInterval(watching);
        worker.off("message", resolve);
        worker.off("error", reject);
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread, not to a window
      worker.postMessage(errand);
    }).finally(() => over.abort());
  }

  #watch(onStall: () => void): NodeJS.Timeout {
    const steps = new Int32Array(this.#steps);
    let last = Atomics.load(steps, 0);
    let since = performance.now();
    return setInterval(() => {
      const now = Atomics.load(steps, 0);
      if (now !== last) [last, since] = [now, performance.now()];
      else if (performance.now() - since > ANSWER_TIMEOUT_MS) onStall();
    }, LOOK_MS);
  }
}
