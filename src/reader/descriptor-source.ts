import { readSync } from "node:fs";
import type { ByteSource } from "./byte-source.ts";
import type { ReaderProgress } from "./reader-progress.ts";
import { ReadAllowance } from "./source-limits.ts";

/** Parsers read headers in pieces of 4 to 100 bytes that lie side by side; one page group of Linux's own read-ahead. */
const WINDOW_BYTES = 64 * 1024;

/**
 * A large file, read with positions on the descriptor that was hashed. A new window is taken for each stretch, so that
 * a piece that was given away never changes.
 */
export class DescriptorSource implements ByteSource {
  readonly sizeBytes: number;
  readonly #descriptor: number;
  readonly #progress: ReaderProgress;
  readonly #allowance: ReadAllowance;
  #window = new Uint8Array(0);
  #windowStart = 0;

  constructor(descriptor: number, sizeBytes: number, progress: ReaderProgress) {
    this.#descriptor = descriptor;
    this.sizeBytes = sizeBytes;
    this.#progress = progress;
    this.#allowance = new ReadAllowance(sizeBytes);
  }

  read(position: number, length: number): Uint8Array {
    const start = Math.min(Math.max(0, position), this.sizeBytes);
    const wanted = Math.min(Math.max(0, length), this.sizeBytes - start);
    this.#allowance.spend(wanted);
    if (wanted > WINDOW_BYTES) return this.#fetch(start, wanted);
    const offset = start - this.#windowStart;
    if (offset < 0 || offset + wanted > this.#window.length) {
      this.#window = this.#fetch(start, Math.min(WINDOW_BYTES, this.sizeBytes - start));
      this.#windowStart = start;
      return this.#window.subarray(0, wanted);
    }
    return this.#window.subarray(offset, offset + wanted);
  }

  /** A read that hangs here is the drive's fault, not the parser's: the stage says so. */
  #fetch(position: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    this.#progress.enter("reading");
    let filled = 0;
    while (filled < length) {
      const count = readSync(this.#descriptor, bytes, filled, length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    this.#progress.enter("parsing");
    return bytes.subarray(0, filled);
  }
}
