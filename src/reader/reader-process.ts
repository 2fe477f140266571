import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import type { ProblemCode } from "../asset/problem.ts";
import type { ReadOutcome } from "../asset/reading.ts";
import { packageFile } from "../package-file.ts";
import type { ReadOptions } from "./reader-pool.ts";
import type { ProcessReply, ProcessRequest, ReaderProgram } from "./reader-process-main.ts";

/** How long a killed process may take to be gone: milliseconds, unless a thread of it hangs in a read that nothing ends. */
const END_GRACE_MS = 1000;

/** The line that names the reason stands in the first 2 kB of what V8 prints when it gives up. */
const KEPT_CHARS = 8192;

/** How the process ended that had the batch in hand. */
export interface Death {
  readonly kind: "death";
  readonly code: ProblemCode;
  readonly message: string;
}

interface Job {
  readonly onBytes: (count: number) => void;
  readonly resolve: (outcomes: readonly ReadOutcome[] | Death) => void;
  readonly reject: (reason: Error) => void;
}

/** One process that reads. After a death it is of no further use: start another. */
export class ReaderProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  readonly #jobs = new Map<number, Job>();
  #lastId = 0;
  #isReady = false;
  #isAlive = true;
  #complaint = "";

  constructor(program: ReaderProgram) {
    // A process group of its own: Ctrl-C on our terminal is for us. Its stdout is cut off: ours holds results.
    this.#child = spawn(
      process.execPath,
      [packageFile("dist/reader/reader-process-main.js"), JSON.stringify(program)],
      {
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        serialization: "advanced",
        detached: true,
        windowsHide: true,
      },
    );
    this.#child.on("message", (reply: ProcessReply) => this.#take(reply));
    this.#child.once("error", (error) => this.#end(error.message));
    // Not `exit`: answers may still be on their way then.
    this.#child.once("close", (code, signal) => this.#end(signal ?? `exit code ${code}`));
    this.#gone = once(this.#child, "close").catch(() => undefined);
    const { stderr } = this.#child;
    stderr?.on("data", (chunk: Buffer) => {
      if (this.#complaint.length < KEPT_CHARS) this.#complaint += chunk.toString();
    });
    if (stderr instanceof Socket) stderr.unref();
    this.#hold(false);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /**
   * One outcome for each path, or how the process died in the meantime; the bytes of such a try are taken back.
   *
   * @throws Error when the process or a thread of it can't even start, and when the batch was cancelled
   */
  async read(
    paths: readonly string[],
    { hashOnly = false, onBytes, signal }: ReadOptions,
  ): Promise<readonly ReadOutcome[] | Death> {
    const id = ++this.#lastId;
    let bytes = 0;
    const count = (more: number): void => {
      bytes += more;
      if (signal?.aborted !== true) onBytes?.(more);
    };
    const cancel = (): void => this.#send({ kind: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      const read = await new Promise<readonly ReadOutcome[] | Death>((resolve, reject) => {
        this.#jobs.set(id, { onBytes: count, resolve, reject });
        this.#hold(true);
        this.#send({ kind: "read", id, paths, hashOnly });
      });
      if ("kind" in read) count(-bytes);
      return read;
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#jobs.delete(id);
      if (this.#jobs.size === 0) this.#hold(false);
    }
  }

  /** Kills it: it only reads, so nothing is lost. One that can't die, as it hangs in a read, is left to the system. */
  async end(): Promise<void> {
    if (!this.#isAlive) return;
    this.#child.kill("SIGKILL");
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => (timer = setTimeout(resolve, END_GRACE_MS)));
    await Promise.race([this.#gone, grace]);
    clearTimeout(timer);
  }

  /** Only a batch in hand keeps our process alive. */
  #hold(isBusy: boolean): void {
    const word = isBusy ? "ref" : "unref";
    this.#child[word]();
    this.#child.channel?.[word]();
  }

  #send(request: ProcessRequest): void {
    // Where it can't be sent, the process has ended, and `close` says so.
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }

  #take(reply: ProcessReply): void {
    if (reply.kind === "ready") this.#isReady = true;
    else if (reply.kind === "bytes") this.#jobs.get(reply.id)?.onBytes(reply.count);
    else if (reply.kind === "done") this.#jobs.get(reply.id)?.resolve(reply.outcomes);
    else this.#jobs.get(reply.id)?.reject(new Error(reply.message));
  }

  #end(how: string): void {
    this.#isAlive = false;
    const fatal = /FATAL ERROR: .*/.exec(this.#complaint)?.[0];
    const death: Death = fatal?.includes("out of memory")
      ? {
          kind: "death",
          code: "parser-out-of-memory",
          message: "the parser asked for too much memory at once",
        }
      : { kind: "death", code: "parser-crashed", message: `the parser ended its process (${fatal ?? how})` };
    const failure = /^\w*Error.*/m.exec(this.#complaint)?.[0] ?? how;
    for (const { resolve, reject } of this.#jobs.values()) {
      if (this.#isReady) resolve(death);
      else reject(new Error(`the reader process failed to start: ${failure}`));
    }
  }
}
