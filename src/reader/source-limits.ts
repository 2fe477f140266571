/**
 * The longest piece that a parser gets at once. Real ones are far shorter (a picture in FLAC ends at 16 MiB); a damaged
 * length field in a file of gigabytes asks for gigabytes, and `resourceLimits` don't bound buffers.
 */
const LONGEST_TOKEN_BYTES = 32 * 1024 * 1024;

/**
 * How often over a parser may read the same file before it is taken to go in circles; a good one needs
 * one time and its headers. The fixed part is for files of a few bytes, whose headers are looked at by every format in turn.
 */
const READS_OF_FILE = 8;
const FREE_BYTES = 16 * 1024 * 1024;

/** What each read costs besides its bytes: reads of nothing must end as well. Tables are read in pieces of 4 bytes. */
const COST_OF_READ = 16;

/** Counts what a parser has read of one file. */
export class ReadAllowance {
  #left: number;

  constructor(fileBytes: number) {
    this.#left = READS_OF_FILE * fileBytes + FREE_BYTES;
  }

  /** @throws RangeError when the parser asks for too much at once or goes in circles */
  spend(bytes: number): void {
    if (bytes > LONGEST_TOKEN_BYTES) {
      throw new RangeError(`a length field asks for ${bytes} bytes at once`);
    }
    this.#left -= bytes + COST_OF_READ;
    if (this.#left < 0) throw new RangeError("the parser read the file over and over");
  }
}
