import type { ByteSource } from "../byte-source.ts";
import { readFields } from "./fields.ts";
import type { Chunk } from "./iff-chunks.ts";

/** Real files have tens; ten thousand is a file made to keep parsers busy. */
const MAX_CHUNKS = 10_000;

/**
 * The chunks of CAF and DSDIFF: four letters, a 64-bit big-endian size (negative means "until the end"),
 * content.
 */
export function* iff64Chunks(source: ByteSource, from: number, padding: "even" | "none"): Generator<Chunk> {
  let position = from;
  for (let count = 0; count < MAX_CHUNKS && position + 12 <= source.sizeBytes; count += 1) {
    const head = readFields(source, position, 12, "big");
    const start = position + 12;
    const rest = source.sizeBytes - start;
    const size = head.u64(4);
    // The highest bit makes it negative, and any such size is beyond every file.
    const claims = size >= 2 ** 63 ? rest : size;
    yield { id: head.id(0), start, claims, sizeBytes: Math.min(claims, rest) };
    position = start + claims + (padding === "even" ? claims % 2 : 0);
  }
}
