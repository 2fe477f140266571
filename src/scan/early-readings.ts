import { MARK_WIDTH, type EntryBatch } from "../asset/entry.ts";
import type { Reading } from "../asset/reading.ts";
import type { ReaderPool } from "../reader/reader-pool.ts";
import { batchesAtOnce, ReadingBatch } from "./reading-batches.ts";

/**
 * How many files are read before it is certain that they must be: what is read while a walk over 20,000 files lasts, and
 * so few that a spinning disk, which goes back and forth between the two, loses seconds and no more.
 */
const EARLY_FILES = 4_096;

/**
 * Reads a new library's first files while its walk goes on and its entries are held against the catalog: until then the
 * readers would have nothing to do, and in a library of which nothing is known every file will have to be read.
 *
 * Only readings are kept. A file that could not be read is tried again in its turn, as if nothing had been.
 */
export class EarlyReadings {
  readonly #pool: ReaderPool;
  readonly #atOnce: number;
  readonly #batch = new ReadingBatch<string>();
  readonly #waiting: string[][] = [];
  /** The batches that are being read. */
  readonly #inHand = new Set<{ readonly paths: ReadonlySet<string>; readonly end: Promise<void> }>();
  readonly #readings = new Map<string, Reading>();
  #left = EARLY_FILES;

  constructor(pool: ReaderPool, readers: number) {
    this.#pool = pool;
    this.#atOnce = batchesAtOnce(readers);
  }

  /** What the walk has just seen. */
  offer({ paths, marks }: EntryBatch): void {
    for (const [index, path] of paths.slice(0, this.#left).entries()) {
      this.#left -= 1;
      const full = this.#batch.add(path, marks[index * MARK_WIDTH] ?? 0n);
      if (full !== null) this.#waiting.push(full);
    }
    this.#readOn();
  }

  /** Begins nothing more. */
  stop(): void {
    this.#left = 0;
    this.#waiting.length = 0;
  }

  /** The readings of these files that are there already; each is given once. */
  take(paths: readonly string[]): Reading[] {
    const readings = paths.flatMap((path) => this.#readings.get(path) ?? []);
    for (const { path } of readings) this.#readings.delete(path);
    return readings;
  }

  /** Waits until none of these files is being read. */
  async wait(paths: readonly string[]): Promise<void> {
    const batches = [...this.#inHand].filter((batch) => paths.some((path) => batch.paths.has(path)));
    await Promise.all(batches.map(({ end }) => end));
  }

  #readOn(): void {
    while (this.#inHand.size < this.#atOnce) {
      const paths = this.#waiting.shift();
      if (paths === undefined) break;
      const batch = { paths: new Set(paths), end: this.#read(paths) };
      this.#inHand.add(batch);
      void batch.end.then(() => {
        this.#inHand.delete(batch);
        this.#readOn();
      });
    }
  }

  /** Never rejects: what fails here fails again in its turn, where it is told. */
  async #read(paths: readonly string[]): Promise<void> {
    try {
      for (const outcome of await this.#pool.read(paths, {}))
        if (outcome.kind === "reading") this.#readings.set(outcome.path, outcome);
    } catch {
      // Those paths are read later.
    }
  }
}
