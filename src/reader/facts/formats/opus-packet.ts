import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";

/** Frames of 48,000 Hz in one part of a packet, by the two bits that say so: RFC 6716, section 3.1, table 2. */
const SILK = [480, 960, 1_920, 2_880];
const HYBRID = [480, 960];
const CELT = [120, 240, 480, 960];
/** Configurations from 12 on are hybrid, from 16 on CELT. */
const FIRST_HYBRID = 12;
const FIRST_CELT = 16;

/** How many frames of 48,000 Hz the Opus packet at the start of `sound` has, by its first byte or two; 0 where there is none. */
export function opusPacketFrames(sound: ByteSource): number {
  if (sound.sizeBytes < 2) return 0;
  const head = readFields(sound, 0, 2, "big");
  const config = head.u8(0) >> 3;
  const each =
    config >= FIRST_CELT ? CELT[config & 3] : config >= FIRST_HYBRID ? HYBRID[config & 1] : SILK[config & 3];
  // One part, two of one size, two of different sizes, or as many as the next byte says.
  const parts = [1, 2, 2, head.u8(1) & 0x3f][head.u8(0) & 3];
  return (each ?? 0) * (parts ?? 0);
}
