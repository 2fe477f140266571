import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import { looseText } from "../text.ts";

export interface EbmlElement {
  readonly id: number;
  readonly start: number;
  /** What it claims; past the end of the file where that is cut off. An open element's children follow as its siblings. */
  readonly end: number;
}

/** A second of audio is some tens of blocks, and only the last cluster's are looked at. */
const MAX_ELEMENTS = 100_000;
/** The longest identifier and the longest size. */
const HEAD_BYTES = 12;

/** The elements of Matroska between `from` and `to`; what makes no sense ends the level. */
export function* ebmlElements(source: ByteSource, from: number, to: number): Generator<EbmlElement> {
  const limit = Math.min(to, source.sizeBytes);
  let at = from;
  for (let count = 0; count < MAX_ELEMENTS && at + 2 <= limit; count += 1) {
    const head = readFields(source, at, HEAD_BYTES, "big");
    const idBytes = Math.clz32(head.u8(0)) - 23;
    const sizeBytes = Math.clz32(head.u8(idBytes)) - 23;
    if (idBytes > 4 || sizeBytes > 8) return;
    let [id, size] = [0, head.u8(idBytes) & (0xff >> sizeBytes)];
    let isOpen = size === 0xff >> sizeBytes;
    for (let each = 0; each < idBytes; each += 1) id = id * 256 + head.u8(each);
    for (let each = 1; each < sizeBytes; each += 1) {
      const byte = head.u8(idBytes + each);
      isOpen &&= byte === 0xff;
      size = size * 256 + byte;
    }
    const start = at + idBytes + sizeBytes;
    yield { id, start, end: isOpen ? Number.POSITIVE_INFINITY : start + size };
    at = isOpen ? start : start + size;
  }
}

/** An unsigned number of up to eight bytes. */
export function ebmlNumber(source: ByteSource, { start, end }: EbmlElement): number {
  const fields = readFields(source, start, 8, "big");
  let value = 0;
  for (let each = 0; each < Math.min(8, end - start); each += 1) value = value * 256 + fields.u8(each);
  return value;
}

/** Cleaning cuts further. */
const MAX_TEXT_BYTES = 10_000;

export function ebmlText(source: ByteSource, { start, end }: EbmlElement): string {
  const length = Math.min(Math.max(0, end - start), MAX_TEXT_BYTES);
  return looseText(readFields(source, start, MAX_TEXT_BYTES, "big").slice(0, length));
}

export function ebmlFloat(source: ByteSource, { start, end }: EbmlElement): number {
  const fields = readFields(source, start, 8, "big");
  return end - start === 4 ? fields.f32(0) : fields.f64(0);
}
