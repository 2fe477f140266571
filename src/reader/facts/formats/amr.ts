import type { ByteSource } from "../../byte-source.ts";
import { ByteWindow } from "../byte-window.ts";
import type { Found } from "../found.ts";
import { readFields } from "../fields.ts";

/** Bytes of a frame by its type, the type's own byte among them (RFC 4867); what is missing is reserved. */
const NARROW_BYTES = [13, 14, 16, 18, 20, 21, 27, 32, 6];
const WIDE_BYTES = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6];
/** Every frame is 20 ms. */
const FRAMES_A_SECOND = 50;

/** AMR speech, narrow and wide: frames are counted. */
export function parseAmr(source: ByteSource): Found {
  const head = readFields(source, 0, 9, "big");
  const wide = head.id(0, 9) === "#!AMR-WB\n";
  const sizes = wide ? WIDE_BYTES : NARROW_BYTES;
  const bytes = new ByteWindow(source);
  let frames = 0;
  for (let at = wide ? 9 : 6; at < source.sizeBytes; frames += 1) {
    at += sizes[(bytes.at(at) >> 3) & 15] ?? 1;
  }
  return {
    container: "AMR",
    codec: wide ? "AMR-WB" : "AMR-NB",
    durationSeconds: frames / FRAMES_A_SECOND,
    sampleRateHz: wide ? 16_000 : 8_000,
    channels: 1,
    bitrate: (source.sizeBytes * 8 * FRAMES_A_SECOND) / frames,
    lossless: false,
  };
}
