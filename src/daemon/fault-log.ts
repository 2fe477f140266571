import type { Log } from "../log.ts";

/** Often enough to be found in a log of an hour, too rarely to fill it. */
const SUMMARY_MS = 600_000;

interface Fault {
  readonly since: number;
  /** How often it happened after it was told last. */
  untold: number;
  times: number;
  toldAt: number;
}

/** Logs a fault when it first happens, then only how often it did, and once when it is over. */
export class FaultLog {
  readonly #log: Log;
  readonly #faults = new Map<string, Fault>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** `key` says which fault it is; `facts` may differ from time to time. */
  happened(key: string, message: string, facts: object = {}): void {
    const now = performance.now();
    const fault = this.#faults.get(key);
    if (fault === undefined) {
      this.#faults.set(key, { since: now, untold: 0, times: 1, toldAt: now });
      this.#log.warn({ event: key, ...facts }, message);
      return;
    }
    fault.times += 1;
    fault.untold += 1;
    if (now - fault.toldAt < SUMMARY_MS) return;
    this.#log.warn({ event: key, again: fault.untold, ...facts }, message);
    fault.untold = 0;
    fault.toldAt = now;
  }

  /** Says nothing if it did not happen. */
  over(key: string, message: string, facts: object = {}): void {
    const fault = this.#faults.get(key);
    if (fault === undefined) return;
    this.#faults.delete(key);
    const forMs = Math.round(performance.now() - fault.since);
    this.#log.info({ event: `${key}-over`, times: fault.times, forMs, ...facts }, message);
  }
}
