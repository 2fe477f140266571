import type { ByteSource } from "../../byte-source.ts";
import { appendedTags } from "../appended-tags.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";
import { sourcePart } from "../source-part.ts";

/** True Audio: one header with everything in it, perhaps behind ID3v2. */
export function parseTta(source: ByteSource): Found {
  const start = id3v2End(source);
  const head = readFields(source, start, 18, "little");
  if (head.id(0) !== "TTA1") return { container: "TTA" };
  const [channels, bits, sampleRateHz, frames] = [head.u16(6), head.u16(8), head.u32(10), head.u32(14)];
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
