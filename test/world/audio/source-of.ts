import type { ByteSource } from "../../../src/reader/byte-source.ts";

export interface CountedSource extends ByteSource {
  /** The longest read that was asked for, and the sum of all bytes that were handed out. */
  readonly asked: { longest: number; total: number; reads: number };
}

/** Bytes in memory as a byte source that counts what is read from it. */
export function sourceOf(bytes: Uint8Array): CountedSource {
  const asked = { longest: 0, total: 0, reads: 0 };
  return {
    asked,
    sizeBytes: bytes.length,
    read(position, length) {
      const part = bytes.subarray(position, position + Math.max(0, length));
      asked.longest = Math.max(asked.longest, part.length);
      asked.total += part.length;
      asked.reads += 1;
      return part;
    },
  };
}

/**
 * The same bytes from a source that uses one piece of memory for all its reads, as a reader with one buffer
 * does.
 */
export function reusingSource(bytes: Uint8Array): ByteSource {
  const memory = new Uint8Array(bytes.length);
  return {
    sizeBytes: bytes.length,
    read(position, length) {
      const part = bytes.subarray(position, position + Math.max(0, length));
      memory.fill(0xee);
      memory.set(part);
      return memory.subarray(0, part.length);
    },
  };
}

/** A file of any size that is `bytes` at its start and zeros after that: gigabytes cost nothing. */
export function sparseSource(bytes: Uint8Array, sizeBytes: number): CountedSource {
  const asked = { longest: 0, total: 0, reads: 0 };
  return {
    asked,
    sizeBytes,
    read(position, length) {
      const part = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - position)));
      part.set(bytes.subarray(position, position + part.length));
      asked.longest = Math.max(asked.longest, part.length);
      asked.total += part.length;
      asked.reads += 1;
      return part;
    },
  };
}
