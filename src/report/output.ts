/** Where a report is written. A rejected write (EPIPE: the reader went away) ends the report with that error. */
export interface Output {
  write(chunk: string): Promise<void> | void;
  /** The terminal's width; for anything else whatever the tables shall fill. */
  readonly columns: number;
  readonly color: boolean;
}

/** 64 KiB a write: a pipe's own size on Linux; smaller ones cost a system call each. */
const CHUNK_CHARACTERS = 65_536;

/** Gathers small pieces into large writes and waits for each one, so that a slow reader slows the report down. */
export class ChunkedOutput {
  readonly #output: Output;
  #pieces: string[] = [];
  #length = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  async write(piece: string): Promise<void> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length >= CHUNK_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const chunk = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    await this.#output.write(chunk);
  }
}
