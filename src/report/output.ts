import { once } from "node:events";
import type { Writable } from "node:stream";

/** Where a report is written. A rejected write ends the report. */
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

/**
 * An output on a stream such as process.stdout. A write rejects with what the stream said, EPIPE for a reader that
 * went away (`| head`): see endsQuietly.
 */
export function streamOutput(stream: Writable, look: { columns: number; color: boolean }): Output {
  let failed: Error | undefined;
  stream.on("error", (error) => {
    failed ??= error;
  });
  return {
    ...look,
    async write(chunk) {
      if (failed !== undefined) throw failed;
      if (stream.write(chunk)) return;
      await once(stream, "drain"); // rejects when the stream fails meanwhile
    },
  };
}

/** Runs a report; if its reader closed the pipe, that is an end like any other and `closed` is the result. */
export async function endsQuietly<T>(closed: T, report: () => Promise<T>): Promise<T> {
  try {
    return await report();
  } catch (error) {
    if (error instanceof Error && "code" in error && PIPE_CLOSED.has(String(error.code))) return closed;
    throw error;
  }
}

/** EOF is what Windows calls it. */
const PIPE_CLOSED = new Set(["EPIPE", "EOF", "ERR_STREAM_DESTROYED"]);
