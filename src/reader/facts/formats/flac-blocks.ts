import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";

/** A file of many chunks has a block for each; the format allows more, nobody has them. */
const MAX_BLOCKS = 1_000;

interface Block {
  readonly type: number;
  readonly start: number;
  readonly sizeBytes: number;
}

/** The metadata blocks of a FLAC stream, the first among them. */
export function* flacBlocks(stream: ByteSource): Generator<Block> {
  let at = 4;
  for (let count = 0; count < MAX_BLOCKS && at + 4 <= stream.sizeBytes; count += 1) {
    const head = readFields(stream, at, 4, "big");
    yield { type: head.u8(0) & 0x7f, start: at + 4, sizeBytes: head.u24(1) };
    at += 4 + head.u24(1);
    if (head.u8(0) >= 0x80) return;
  }
}
