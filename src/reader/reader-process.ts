import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { deserialize } from "node:v8";
import { packageFile } from "../package-file.ts";
import { type Death, deathOf, startError } from "./process-death.ts";
import type { ReadOptions } from "./batch-pool.ts";
import type { ProcessReply, ProcessRequest, ReaderProgram } from "./process-messages.ts";

/** How long a killed process may take to be gone: milliseconds, unless a thread of it hangs in a read that nothing ends. */
const END_GRACE_MS = 1000;

/** As long as a thread may take to start: its program lies on a disk that may just wake up. */
const START_MS = 30_000;

/** What V8 prints when it gives up, the reason in the middle of it, is some 5 kB. */
const KEPT_CHARS = 16_384;

/**
 * Half of the room for young objects, which die at once here. Node 20 by itself takes 16 MB and Node 24 up to 64 MB, for
 * each thread.
 */
const SEMI_SPACE_MB = 4;

interface Job<Outcome> {
  readonly onBytes: (count: number) => void;
  readonly resolve: (outcomes: readonly Outcome[] | Death) => void;
  readonly reject: (reason: Error) => void;
}

/** One process that reads. After a death it is of no further use: start another. */
export class ReaderProcess<Outcome extends object> {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  readonly #jobs = new Map<number, Job<Outcome>>();
  readonly #starting: NodeJS.Timeout;
  #lastId = 0;
  #isReady = false;
  #isAlive = true;
  #complaint = "";

  constructor(program: ReaderProgram) {
    // A process group of its own: Ctrl-C on our terminal is for us. Its stdout is cut off: ours holds results.
    this.#child = spawn(
      process.execPath,
      [
        `--max-semi-space-size=${SEMI_SPACE_MB}`,
        packageFile("dist/reader-process-main.js"),
        JSON.stringify(program),
      ],
      {
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        serialization: "advanced",
        detached: true,
        windowsHide: true,
      },
    );
    this.#child.on("message", (reply: ProcessReply) => this.#take(reply));
    this.#child.on("error", (error) => this.#end(error.message));
    // Not `exit`: answers may still be on their way then.
    this.#child.once("close", (code, signal) => this.#end(signal ?? `exit code ${code}`));
    this.#gone = once(this.#child, "close").catch(() => undefined);
    const { stderr } = this.#child;
    stderr?.on("data", (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-KEPT_CHARS);
    });
    if (stderr instanceof Socket) stderr.unref();
    this.#starting = setTimeout(() => this.#giveUp(), START_MS).unref();
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
  ): Promise<readonly Outcome[] | Death> {
    const id = ++this.#lastId;
    let bytes = 0;
    const count = (more: number): void => {
      bytes += more;
      if (signal?.aborted !== true) onBytes?.(more);
    };
    const cancel = (): void => this.#send({ kind: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      const read = await new Promise<readonly Outcome[] | Death>((resolve, reject) => {
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

  /** All its threads, though no batch asks for them yet. */
  startThreads(): void {
    this.#send({ kind: "start" });
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
    if (reply.kind === "ready") {
      this.#isReady = true;
      clearTimeout(this.#starting);
    } else if (reply.kind === "bytes") this.#jobs.get(reply.id)?.onBytes(reply.count);
    else if (reply.kind === "done") {
      const outcomes: readonly Outcome[] = deserialize(reply.outcomes);
      this.#jobs.get(reply.id)?.resolve(outcomes);
    } else this.#jobs.get(reply.id)?.reject(new Error(reply.message));
  }

  #giveUp(): void {
    this.#child.kill("SIGKILL");
    this.#end(`no sign of life for ${START_MS / 1000} s`);
  }

  #end(how: string): void {
    this.#isAlive = false;
    clearTimeout(this.#starting);
    for (const { resolve, reject } of this.#jobs.values()) {
      if (this.#isReady) resolve(deathOf(this.#complaint, how));
      else reject(startError(this.#complaint, how));
    }
  }
}
