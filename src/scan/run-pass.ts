import { setTimeout as sleep } from "node:timers/promises";
import { beat, beginPass, claimDecision, endPass, type RunningPassOf } from "../catalog/running-passes.ts";
import { countOffline, setLibraryState, type Library } from "../catalog/libraries.ts";
import { openSession, type OpenSession } from "../catalog/session.ts";
import { isBelow } from "../domain/path-rules.ts";
import type { PassStatus } from "../domain/pass-status.ts";
import { nothingPassedBy } from "../domain/passed-by.ts";
import { decide, heldReason, type Outcome } from "./decide/decide.ts";
import { noCounts, type Pass, type PassOptions, type PassResult, type ScanContext } from "./pass.ts";
import { LibraryOfflineError } from "./read/believe-library.ts";
import { readSlices, type ReadHalf } from "./read/read-slices.ts";

/** A pass that was silent for 15 s is taken for dead: a beat every 4 s survives two that come late. */
const BEAT_MS = 4_000;
/** How often a library over which another pass decides is asked for. */
const RETRY_MS = 500;

export type OpenPassOptions = PassOptions & { readonly nested: readonly string[] };

/** Reads and decides over a library, and says how that ended. Throws only what stops the whole command. */
export async function runPass(
  library: Library,
  options: OpenPassOptions,
  context: ScanContext,
): Promise<PassResult> {
  const pass = await RunningPass.open(library, options, context);
  try {
    for (;;) {
      const result = await pass.advance();
      if (result !== null) return result;
    }
  } finally {
    await pass.close();
  }
}

/**
 * A pass in steps: some slices of reading, then the decision.
 *
 *   reading   `advance` reads a slice; between two slices nothing is under way, and the pass may be left for ever
 *   read      the next `advance` decides, or says "busy"; after that it may be asked again
 *   ended     it has said how it ended
 *
 * Whoever opens it closes it. Throws only what stops the whole command.
 */
export class RunningPass {
  readonly #pass: Pass;
  readonly #session: OpenSession;
  readonly #sessions: ScanContext["sessions"];
  readonly #slices: AsyncGenerator<undefined, ReadHalf>;
  readonly #beating: NodeJS.Timeout;
  readonly #started = performance.now();
  #read: ReadHalf | null = null;
  #hasEnded = false;
  #isFit = false;

  private constructor(pass: Pass, session: OpenSession, sessions: ScanContext["sessions"]) {
    this.#pass = pass;
    this.#session = session;
    this.#sessions = sessions;
    this.#slices = readSlices(pass);
    this.#beating = setInterval(() => void beat(session, pass.record).catch(() => undefined), BEAT_MS);
  }

  static async open(library: Library, options: OpenPassOptions, context: ScanContext): Promise<RunningPass> {
    const { sessions, address, signal } = context;
    const session = await (sessions?.take(address) ?? openSession(address));
    try {
      const record = await beginPass(session, {
        libraryId: library.id,
        folders: options.scopes?.map(({ folder }) => folder) ?? null,
        command: options.command,
        process: context.process,
      });
      const pass: Pass = {
        // A lost connection ends the reading, which may be far from its next statement.
        context: { ...context, signal: AbortSignal.any([signal, session.lost]) },
        options,
        session,
        record,
        library,
        scopes: options.scopes ?? [{ folder: library.path, deep: true }],
        counts: noCounts(),
        passedBy: nothingPassedBy(),
        nested: options.nested,
      };
      return new RunningPass(pass, session, sessions);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Whether all has been read: what comes next is the decision. */
  get isRead(): boolean {
    return this.#read !== null;
  }

  /** Goes one step further. Null: there is more to do. */
  async advance(): Promise<PassResult | null> {
    try {
      if (this.#read === null) {
        const slice = await this.#slices.next();
        if (slice.done === true) this.#read = slice.value;
        return null;
      }
      const other = await this.#claim();
      if (other !== null) return this.#result("busy", busyReason(other));
      return await this.#end(await decide(this.#pass, this.#read));
    } catch (error) {
      return this.#endWith(error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#beating);
    await this.#slices.return(undefined as never).catch(() => undefined); // its walk ends; what it met is told by advance
    if (!this.#hasEnded)
      await this.#note(this.#read === null ? "interrupted" : "busy").catch(() => undefined);
    if (this.#sessions === undefined) await this.#session.close();
    else await this.#sessions.giveBack(this.#session, this.#isFit);
  }

  async #claim(): Promise<RunningPassOf | null> {
    const { session, record, options, context } = this.#pass;
    for (let isTold = false; ; isTold = true) {
      const other = await claimDecision(session, record, context.process);
      if (other === null || !options.wait) return other;
      if (!isTold) context.events.onWaiting?.(other);
      await sleep(RETRY_MS, undefined, { signal: context.signal });
    }
  }

  async #end({ decision, unsettled, isWorthRetrying }: Outcome): Promise<PassResult> {
    const { library, counts } = this.#pass;
    if (decision.held !== null) {
      await this.#note("held");
      return this.#result("held", heldReason(library.path, decision.held), unsettled);
    }
    const status = counts.problems > 0 ? "complete-with-problems" : "complete";
    const drives = await countOffline(this.#session, library.id);
    const offline = drives.filter(({ path }) => this.#concerns(path));
    await this.#note(status);
    return { ...this.#result(status, null, unsettled), offline, isWorthRetrying };
  }

  async #endWith(error: unknown): Promise<PassResult> {
    const { session, library, context } = this.#pass;
    if (error instanceof LibraryOfflineError) {
      await setLibraryState(session, library.id, "offline", error.message);
      await this.#note("offline");
      return this.#result("offline", error.message);
    }
    // Says of a lost connection what happened, whatever was interrupted by that.
    if (session.lost.aborted) await session.sql("SELECT 1");
    if (context.signal.aborted && isAbort(error)) {
      await this.#note("interrupted");
      return this.#result("interrupted");
    }
    try {
      await this.#note("failed");
    } catch {
      // The first error is the one to tell.
    }
    throw error;
  }

  async #note(status: PassStatus): Promise<void> {
    const { session, record, counts } = this.#pass;
    this.#hasEnded = true;
    await endPass(session, record, { status, counts });
    this.#isFit = status === "complete" || status === "complete-with-problems" || status === "held";
  }

  /** Whether the drive lies in what was passed over, or that on it. */
  #concerns(drive: string): boolean {
    return this.#pass.scopes.some(
      ({ folder }) => folder === drive || isBelow(drive, folder) || isBelow(folder, drive),
    );
  }

  #result(
    status: PassStatus,
    reason: string | null = null,
    unsettled: PassResult["unsettled"] = [],
  ): PassResult {
    const { library, options, counts, passedBy } = this.#pass;
    return {
      path: library.path,
      folders: options.scopes?.map(({ folder }) => folder) ?? null,
      status,
      reason,
      ...counts,
      elapsedMs: Math.round(performance.now() - this.#started),
      passedBy,
      offline: [],
      unsettled,
    };
  }
}

function busyReason({ pid, machineName }: RunningPassOf): string {
  return `another pass decides over this library (process ${pid} on ${machineName})`;
}

/** True for the error that an aborted signal makes of whatever it interrupted. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
