import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";

export interface OggPacket {
  readonly bytes: Uint8Array;
  /** Set on the last packet of all: samples up to the end of what is played. */
  readonly granule: number | null;
}

/** A packet is at most some 100 KB; one that grows beyond this is of a damaged file. */
const LONGEST_PACKET_BYTES = 16 * 1024 * 1024;

/**
 * The packets of an Ogg file with one stream, put together from their pages. Pages are cut anew whenever a tag grows, so only
 * the packets stay the same. Ends where something is no page.
 */
export function* oggPackets(source: ByteSource): Generator<OggPacket> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let before: Uint8Array | null = null;
  let lastGranule = 0;
  for (let at = 0; at + 27 <= source.sizeBytes;) {
    const head = readFields(source, at, 27 + 255, "little");
    if (head.id(0) !== "OggS") break;
    const segments = head.u8(26);
    const granule = head.i32(10) * 2 ** 32 + head.u32(6);
    if (granule >= 0) lastGranule = granule;
    let start = at + 27 + segments;
    for (let segment = 0; segment < segments; segment += 1) {
      const size = head.u8(27 + segment);
      if (size > 0) parts.push(Uint8Array.from(source.read(start, size)));
      start += size;
      length += size;
      if (length > LONGEST_PACKET_BYTES) return;
      if (size === 255) continue;
      if (before !== null) yield { bytes: before, granule: null };
      before = Buffer.concat(parts, length);
      [parts, length] = [[], 0];
    }
    at = start;
  }
  if (before !== null) yield { bytes: before, granule: lastGranule };
}
