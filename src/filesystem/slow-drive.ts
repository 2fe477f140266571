/** So many looks in a row tell what a drive is like; by their clock they cost 50 ns each, an lstat of a local disk 3 µs. */
const TIMED_LOOKS = 16;
/** So many of those must be slow: on a busy machine any look may take long, but not most of them. */
const SLOW_LOOKS = 12;
/**
 * A local disk answers within some µs from memory, a hard disk within 8 ms from its platters, a share over Wi-Fi after 20 ms. From
 * 1 ms a look on, what it costs to ask several at once (some 50 µs each) is nothing beside the wait.
 */
const SLOW_MS = 1;
/** A listing of a local folder takes 2 µs an entry; where entries don't say what they are, Node looks at each. */
const ENTRY_MS = 0.01;
/** As many as the system's threads (see start.cts): each waits for one answer. */
const AT_ONCE = 16;
/** Questions that wait for a thread; beyond, nothing is taken before some are answered. */
const MOST_WAITING = 64;

export type Timed = <T>(look: () => T, answers?: (seen: T) => number) => T;

/**
 * Learns from the looks of one walk how long its drive takes, and asks it several at once from then on.
 *
 *   quick  looks are synchronous, and timed
 *   slow   they are not; it stays so for the rest of the walk
 */
export class SlowDrive {
  #isSlow = false;
  #looks = 0;
  #slowLooks = 0;
  #asked = 0;
  #waiting: { readonly fewerThan: number; readonly go: () => void } | null = null;

  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Does a synchronous look, and learns how long it took. `answers`: how many things it tells of. */
  timed<T>(look: () => T, answers: (seen: T) => number = () => 0): T {
    const since = performance.now();
    const seen = look();
    if (performance.now() - since > SLOW_MS + answers(seen) * ENTRY_MS) this.#slowLooks += 1;
    this.#looks += 1;
    if (this.#looks === TIMED_LOOKS) {
      this.#isSlow ||= this.#slowLooks >= SLOW_LOOKS;
      this.#looks = 0;
      this.#slowLooks = 0;
    }
    return seen;
  }

  /** Asks beside others. What it gives back is fulfilled when there is room for the next one; `look` never rejects. */
  ask(look: () => Promise<void>): Promise<void> | undefined {
    this.#asked += 1;
    void look().then(() => this.#answered());
    if (this.#asked < MOST_WAITING) return undefined;
    return this.#untilFewer(MOST_WAITING - AT_ONCE);
  }

  settled(): Promise<void> {
    return this.#untilFewer(1);
  }

  /** One waits at a time: the walk itself. */
  #untilFewer(fewerThan: number): Promise<void> {
    return new Promise((go) => {
      if (this.#asked < fewerThan) go();
      else this.#waiting = { fewerThan, go };
    });
  }

  #answered(): void {
    this.#asked -= 1;
    if (this.#waiting === null || this.#asked >= this.#waiting.fewerThan) return;
    const { go } = this.#waiting;
    this.#waiting = null;
    go();
  }
}
