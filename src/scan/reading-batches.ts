/** A message between processes costs little beside 128 files (m: 64 took 10 % longer, 256 as long); more would make Ctrl-C wait. */
const BATCH_FILES = 128;
/** A batch of long files is cut here: at 100 MB/s it takes two thirds of a second. */
const BATCH_BYTES = 64n << 20n;
/** Batches that wait their turn, so that no reader ever does: with one, readers stood still while ours was asked for more. */
const WAITING_BATCHES = 2;

/** How many batches the pool is given at once. */
export function batchesAtOnce(readers: number): number {
  return readers + WAITING_BATCHES;
}

/** Gathers files into what a reader thread is given at once. */
export class ReadingBatch<File> {
  #files: File[] = [];
  #bytes = 0n;

  /** The batch, when this file makes it full. */
  add(file: File, sizeBytes: bigint): File[] | null {
    this.#files.push(file);
    this.#bytes += sizeBytes;
    return this.#files.length < BATCH_FILES && this.#bytes < BATCH_BYTES ? null : this.rest();
  }

  /** What has not become a whole batch. */
  rest(): File[] {
    const files = this.#files;
    this.#files = [];
    this.#bytes = 0n;
    return files;
  }
}
