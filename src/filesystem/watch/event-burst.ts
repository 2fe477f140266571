/**
 * A quarter of the 16,384 events that the Linux kernel queues by default before it drops some (which libuv does not
 * tell): so many in a second may mean that more came while we were busy.
 */
const EVENTS_A_SECOND = 4_096;
const SECOND_MS = 1_000;
/** A burst that does not end (dozens of recordings at once) is told after this time, and again. */
const LONGEST_BURST_MS = 60_000;

/**
 * Counts events and tells of each burst once, when it is over: what was dropped in it is found by looking after it.
 *
 * States: idle (no timer) → counting (a second is running) → in a burst (`#seconds` > 0 of them were too full) →
 * counting, as soon as a second was quiet → idle, as soon as a second was empty.
 */
export class EventBurst {
  readonly #tell: () => void;
  #events = 0;
  #seconds = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  count(): void {
    this.#events += 1;
    this.#timer ??= setTimeout(() => this.#endSecond(), SECOND_MS);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #endSecond(): void {
    const events = this.#events;
    this.#events = 0;
    const full = events > EVENTS_A_SECOND;
    const over = this.#seconds > 0 && (!full || this.#seconds * SECOND_MS >= LONGEST_BURST_MS);
    this.#seconds = full && !over ? this.#seconds + 1 : 0;
    this.#timer = events > 0 ? setTimeout(() => this.#endSecond(), SECOND_MS) : null;
    if (over) this.#tell();
  }
}
