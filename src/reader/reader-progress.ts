import type { FileMark } from "../domain/entry.ts";

/** What a thread is doing: decides what a stop in that moment is called. */
export type Stage = "idle" | "reading" | "parsing";
const STAGES: readonly Stage[] = ["idle", "reading", "parsing"];

/** Words of 32 bits. */
const WORDS = { steps: 0, fileIndex: 1, stage: 2, cancelled: 3, hasMark: 4 };
/** Words of 64 bits, behind the others. */
const LONGS = { bytes: 3, sizeBytes: 4, mtimeNs: 5, ctimeNs: 6, device: 7, inode: 8, birthNs: 9 };
const RECORD_BYTES = 80;

/**
 * How far one reader thread has come, in memory that both sides see without a message: the thread counts, the pool
 * watches. It is all that is left to look at when a thread hangs or dies.
 */
export class ReaderProgress {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #longs: BigInt64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(RECORD_BYTES)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
    this.#longs = new BigInt64Array(memory);
  }

  /** A number that differs from the last one whenever something went ahead in between; it wraps. */
  get steps(): number {
    return Atomics.load(this.#words, WORDS.steps);
  }

  /** Which path of the batch is in hand; -1 when none is. */
  get fileIndex(): number {
    return this.stage === "idle" ? -1 : Atomics.load(this.#words, WORDS.fileIndex);
  }

  get stage(): Stage {
    return STAGES[Atomics.load(this.#words, WORDS.stage)] ?? "idle";
  }

  /** All bytes hashed since the thread began. */
  get bytes(): number {
    return Number(Atomics.load(this.#longs, LONGS.bytes));
  }

  /** The file in hand when it was opened; null before that. */
  get mark(): FileMark | null {
    if (Atomics.load(this.#words, WORDS.hasMark) === 0) return null;
    const long = (index: number): bigint => Atomics.load(this.#longs, index);
    return {
      sizeBytes: long(LONGS.sizeBytes),
      mtimeNs: long(LONGS.mtimeNs),
      ctimeNs: long(LONGS.ctimeNs),
      device: long(LONGS.device),
      inode: long(LONGS.inode),
      birthNs: long(LONGS.birthNs),
    };
  }

  get cancelled(): boolean {
    return Atomics.load(this.#words, WORDS.cancelled) === 1;
  }

  startFile(index: number): void {
    Atomics.store(this.#words, WORDS.hasMark, 0);
    Atomics.store(this.#words, WORDS.fileIndex, index);
    this.enter("reading");
  }

  noteMark(mark: FileMark): void {
    for (const name of ["sizeBytes", "mtimeNs", "ctimeNs", "device", "inode", "birthNs"] as const) {
      Atomics.store(this.#longs, LONGS[name], mark[name]);
    }
    Atomics.store(this.#words, WORDS.hasMark, 1);
  }

  enter(stage: Stage): void {
    Atomics.store(this.#words, WORDS.stage, STAGES.indexOf(stage));
    Atomics.add(this.#words, WORDS.steps, 1);
  }

  addBytes(count: number): void {
    Atomics.add(this.#longs, LONGS.bytes, BigInt(count));
    Atomics.add(this.#words, WORDS.steps, 1);
  }

  /** Asks the thread to leave the batch at its next step, or not to any more. */
  cancel(cancelled: boolean): void {
    Atomics.store(this.#words, WORDS.cancelled, cancelled ? 1 : 0);
  }
}
