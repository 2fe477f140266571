import type { ByteSource } from "../byte-source.ts";

export type ByteOrder = "big" | "little";

/**
 * Numbers and letters at fixed places of a header. What lies past its end reads as 0, and 0 is "unknown" for
 * every fact there is: a header that is cut off needs no special care, and nothing here throws.
 */
export class Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, order: ByteOrder) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = order === "little";
  }

  u8(at: number): number {
    return this.bytes[at] ?? 0;
  }

  i8(at: number): number {
    return (this.u8(at) << 24) >> 24;
  }

  u16(at: number): number {
    return this.#holds(at, 2) ? this.#view.getUint16(at, this.#little) : 0;
  }

  i16(at: number): number {
    return this.#holds(at, 2) ? this.#view.getInt16(at, this.#little) : 0;
  }

  u24(at: number): number {
    return this.#little
      ? this.u8(at) | (this.u8(at + 1) << 8) | (this.u8(at + 2) << 16)
      : (this.u8(at) << 16) | (this.u8(at + 1) << 8) | this.u8(at + 2);
  }

  u32(at: number): number {
    return this.#holds(at, 4) ? this.#view.getUint32(at, this.#little) : 0;
  }

  i32(at: number): number {
    return this.#holds(at, 4) ? this.#view.getInt32(at, this.#little) : 0;
  }

  /** As a number: exact up to 2^53, which no real file's size or length reaches. */
  u64(at: number): number {
    return this.#holds(at, 8) ? Number(this.#view.getBigUint64(at, this.#little)) : 0;
  }

  f32(at: number): number {
    return this.#holds(at, 4) ? this.#view.getFloat32(at, this.#little) : 0;
  }

  f64(at: number): number {
    return this.#holds(at, 8) ? this.#view.getFloat64(at, this.#little) : 0;
  }

  /** Bytes as letters one by one: for the names of chunks and codecs, not for text. */
  id(at: number, length = 4): string {
    let id = "";
    for (let each = at; each < at + length; each += 1) id += String.fromCharCode(this.u8(each));
    return id;
  }

  slice(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from, to);
  }

  #holds(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.length;
  }
}

/** Reads a header's fields. `length` is a constant of the caller, never a number from the file. */
export function readFields(source: ByteSource, position: number, length: number, order: ByteOrder): Fields {
  if (!Number.isSafeInteger(position) || position < 0 || position >= source.sizeBytes) {
    return new Fields(new Uint8Array(0), order);
  }
  // A copy: the source may use one piece of memory for all its reads, and headers are compared with later
  // ones.
  return new Fields(new Uint8Array(source.read(position, length)), order);
}
