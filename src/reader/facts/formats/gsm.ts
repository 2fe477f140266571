import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";

const FRAME_BYTES = 33;
const FRAME_SAMPLES = 160;
const SAMPLE_RATE_HZ = 8_000;
/**
 * Every frame begins with the four bits 1101: sixteen in place are chance once in 2^64 files. A word takes a fifth of a
 * second, and its ten frames are proof enough; eight, once in 2^32, are the fewest.
 */
const LOOKED_AT = 16;
const FEWEST = 8;

/** Whether the file is raw GSM 6.10 as telephone systems keep it: no header, only frames. */
export function looksLikeGsm(source: ByteSource): boolean {
  const frames = source.sizeBytes / FRAME_BYTES;
  if (!Number.isInteger(frames) || frames < FEWEST) return false;
  const head = readFields(source, 0, FRAME_BYTES * LOOKED_AT, "big");
  for (let frame = 0; frame < Math.min(frames, LOOKED_AT); frame += 1)
    if (head.u8(frame * FRAME_BYTES) >> 4 !== 0xd) return false;
  return true;
}

export function parseGsm(source: ByteSource): Found {
  const frames = source.sizeBytes / FRAME_BYTES;
  return {
    container: "GSM",
    codec: "GSM 6.10",
    durationSeconds: (frames * FRAME_SAMPLES) / SAMPLE_RATE_HZ,
    sampleRateHz: SAMPLE_RATE_HZ,
    channels: 1,
    bitrate: (FRAME_BYTES * 8 * SAMPLE_RATE_HZ) / FRAME_SAMPLES,
    lossless: false,
  };
}
