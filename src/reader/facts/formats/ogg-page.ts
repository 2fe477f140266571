import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";

export interface OggPage {
  readonly serial: number;
  /** Samples up to the end of this page; -1 where no packet ends on it. */
  readonly granule: number;
  /** Whether a logical stream begins here. */
  readonly isFirst: boolean;
  /** Where its packets begin. */
  readonly start: number;
  readonly end: number;
}

/** The fixed part and all 255 lengths of segments. */
const MAX_HEAD_BYTES = 27 + 255;

export function readOggPage(source: ByteSource, at: number): OggPage | undefined {
  const head = readFields(source, at, MAX_HEAD_BYTES, "little");
  if (head.id(0) !== "OggS" || head.u8(4) !== 0) return undefined;
  const segments = head.u8(26);
  let bodyBytes = 0;
  for (let each = 0; each < segments; each += 1) bodyBytes += head.u8(27 + each);
  const start = at + 27 + segments;
  // Signed 64 bits; a number keeps it exact up to 2^53 samples.
  const granule = head.i32(10) * 2 ** 32 + head.u32(6);
  return { serial: head.u32(14), granule, isFirst: (head.u8(5) & 2) !== 0, start, end: start + bodyBytes };
}
