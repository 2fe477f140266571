import type { ByteSource } from "../byte-source.ts";
import { type ByteOrder, readFields } from "./fields.ts";

export interface Chunk {
  readonly id: string;
  /** Where the content begins. */
  readonly start: number;
  /** What the chunk claims to hold. */
  readonly claims: number;
  /** What of it is in the file. */
  readonly sizeBytes: number;
}

/** Real files have tens; ten thousand is a file made to keep parsers busy. */
const MAX_CHUNKS = 10_000;
/** Four printable letters: what follows the last chunk of a file with junk at its end is not. */
const CHUNK_ID = /^[\x20-\x7e\xa9]{4}$/;

/**
 * The chunks from `from` on, of RIFF, AIFF and their kin: four letters, a 32-bit size, content, and a pad
 * byte after an odd size. Ends at the first thing that is no chunk. A writer that forgets the pad byte is
 * followed: the next chunk's name tells.
 */
export function* iffChunks(
  source: ByteSource,
  from: number,
  options: {
    readonly order: ByteOrder;
    readonly sizeOf?: (id: string, claims: number, start: number) => number;
  },
): Generator<Chunk> {
  let position = from;
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= source.sizeBytes; count += 1) {
    const head = readFields(source, position, 8, options.order);
    const id = head.id(0);
    if (!CHUNK_ID.test(id)) return;
    const start = position + 8;
    const claims = options.sizeOf?.(id, head.u32(4), start) ?? head.u32(4);
    yield { id, start, claims, sizeBytes: Math.max(0, Math.min(claims, source.sizeBytes - start)) };
    position = start + claims;
    if (claims % 2 === 1 && !followsUnpadded(source, position)) position += 1;
  }
}

/** A pad byte is 0, and no chunk's name begins with 0. */
function followsUnpadded(source: ByteSource, position: number): boolean {
  const next = readFields(source, position, 5, "big");
  return next.u8(0) !== 0 && CHUNK_ID.test(next.id(0)) && !CHUNK_ID.test(next.id(1));
}
