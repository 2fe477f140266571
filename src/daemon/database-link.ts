import type { DatabaseAddress } from "../catalog/database-address.ts";
import type { Session } from "../catalog/session.ts";
import type { FaultLog } from "./fault-log.ts";

/** The database while it answers. The session is for single statements, shared by all who have one to ask. */
export interface AnsweringDatabase {
  readonly address: DatabaseAddress;
  readonly session: Session;
}

/**
 * away   it does not answer, or did not do what a pass asked; passes wait
 * open   it answers
 * ended  the service ends
 */
export type LinkState = "away" | "open" | "ended";

/** The database as it comes and goes. What went wrong is told once, and once that it is over. */
export class DatabaseLink {
  readonly #faults: FaultLog;
  #state: LinkState = "away";
  #database: AnsweringDatabase | null = null;
  #waiting: (() => void)[] = [];
  #lost = new AbortController();
  /** A pass failed for the database's sake: only a pass that succeeds proves that it is mended. */
  #mustProve = false;
  #isClosing = false;
  /** Told when the link is lost. */
  onLost: () => void = () => undefined;
  since = new Date();
  outages = 0;
  /** How often it was lost since it last proved to work. */
  failures = 0;

  constructor(faults: FaultLog) {
    this.#faults = faults;
  }

  get state(): LinkState {
    return this.#state;
  }

  get database(): AnsweringDatabase | null {
    return this.#database;
  }

  /** Aborted when the link that is open now is lost. */
  get lostSignal(): AbortSignal {
    return this.#lost.signal;
  }

  opened(database: AnsweringDatabase): void {
    this.#lost = new AbortController();
    this.#become("open", database);
    if (!this.#mustProve) this.#over();
  }

  /** `byPass`: what failed was a pass, not the question whether it answers. */
  lost(error: unknown, { byPass }: { byPass: boolean }): void {
    if (this.#state === "ended") return;
    if (byPass) this.#mustProve = true;
    const said = error instanceof Error ? error.message : String(error);
    if (this.#state === "open") this.outages += 1;
    this.failures += 1;
    this.#become("away", null);
    this.#faults.happened("database-away", `waiting for the database: ${said}`);
    this.#lost.abort();
    this.onLost();
  }

  /** A pass came to its end. */
  works(): void {
    this.#mustProve = false;
    if (this.#state === "open") this.#over();
  }

  /** Nobody waits any more; who has it keeps it until `end`. */
  endWaiting(): void {
    this.#isClosing = true;
    this.#wakeAll();
  }

  end(): void {
    this.#become("ended", null);
    this.#lost.abort();
  }

  /** Waits until it answers; null: the service ends. */
  async ready(): Promise<AnsweringDatabase | null> {
    while (this.#state === "away" && !this.#isClosing) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#isClosing ? null : this.#database;
  }

  #over(): void {
    this.failures = 0;
    this.#faults.over("database-away", "the database is back");
  }

  #become(state: LinkState, database: AnsweringDatabase | null): void {
    if (state !== this.#state) this.since = new Date();
    this.#state = state;
    this.#database = database;
    if (state !== "away") this.#wakeAll();
  }

  #wakeAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
