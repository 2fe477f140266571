import type { ByteSource } from "./byte-source.ts";
import { ReadAllowance } from "./source-limits.ts";

/**
 * A small file, whole in memory: the very bytes that were hashed. Pieces are views, without a copy, and hold only until
 * the next file is read into the same memory.
 */
export class MemorySource implements ByteSource {
  readonly sizeBytes: number;
  readonly #bytes: Uint8Array;
  readonly #allowance: ReadAllowance;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.sizeBytes = bytes.length;
    this.#allowance = new ReadAllowance(bytes.length);
  }

  read(position: number, length: number): Uint8Array {
    const start = Math.max(0, position);
    const piece = this.#bytes.subarray(start, start + Math.max(0, length));
    this.#allowance.spend(piece.length);
    return piece;
  }
}
