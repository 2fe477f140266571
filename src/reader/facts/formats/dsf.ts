import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { sourcePart } from "../source-part.ts";

/** Sony's DSD stream files. The rate is that of the one-bit stream: 2,822,400 Hz and up. */
export function parseDsf(source: ByteSource): Found {
  const head = readFields(source, 0, 92, "little");
  const [channels, sampleRateHz, claimed] = [head.u32(52), head.u32(56), head.u64(64)];
  const tagsAt = head.u64(20);
  const audioBytes = Math.min(Math.max(0, head.u64(84) - 12), source.sizeBytes - 92);
  const there = (audioBytes * 8) / channels;
  // The last block of each channel is padded, the count is exact; a count of 0 was never filled in.
  const frames = claimed > 0 && claimed <= there ? claimed : there;
  return {
    container: "DSF",
    codec: "DSD",
    channels,
    sampleRateHz,
    bitsPerSample: 1,
    durationSeconds: frames / sampleRateHz,
    bitrate: sampleRateHz * channels,
    lossless: true,
    tagPart: tagsAt === 0 ? undefined : { part: sourcePart(source, tagsAt), mimeType: "audio/mpeg" },
  };
}
