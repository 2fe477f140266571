import type { ByteSource } from "../../byte-source.ts";
import { appendedTags } from "../appended-tags.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";
import { sourcePart } from "../source-part.ts";

const HEAD_BYTES = 22;
/** A frame of TTA lasts 256/245 s; the table of its bytes stands behind the head. */
const FRAME_SECONDS = 256 / 245;
/** Three days of audio. */
const MAX_TABLE_BYTES = 1024 * 1024;

/** True Audio: one header with everything in it, perhaps behind ID3v2; a file that is cut off has fewer frames than it says. */
export function parseTta(source: ByteSource): Found {
  const start = id3v2End(source);
  const head = readFields(source, start, 18, "little");
  if (head.id(0) !== "TTA1") return { container: "TTA" };
  const [channels, bits, sampleRateHz] = [head.u16(6), head.u16(8), head.u32(10)];
  const frames = framesThere(source, start, { said: head.u32(14), sampleRateHz });
  return {
    container: "TTA",
    codec: "TTA",
    channels,
    sampleRateHz,
    bitsPerSample: bits,
    durationSeconds: frames / sampleRateHz,
    bitrate: ((source.sizeBytes - start) * 8 * sampleRateHz) / frames,
    lossless: true,
    tagPart:
      start === 0 ? appendedTags(source) : { part: sourcePart(source, 0, start), mimeType: "audio/mpeg" },
  };
}

/** The samples of the frames that are in the file whole. */
function framesThere(
  source: ByteSource,
  start: number,
  { said, sampleRateHz }: { readonly said: number; readonly sampleRateHz: number },
): number {
  const perFrame = Math.floor(sampleRateHz * FRAME_SECONDS);
  const count = Math.ceil(said / perFrame);
  if (!(count * 4 <= MAX_TABLE_BYTES)) return said;
  const table = readFields(source, start + HEAD_BYTES, count * 4, "little");
  // The table's own checksum stands between it and the frames.
  let at = start + HEAD_BYTES + count * 4 + 4;
  for (let frame = 0; frame < count; frame += 1) {
    at += table.u32(frame * 4);
    if (at > source.sizeBytes) return frame * perFrame;
  }
  return said;
}
