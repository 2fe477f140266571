import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found, TagPart } from "../found.ts";
import { iff64Chunks } from "../iff64-chunks.ts";
import { sourcePart } from "../source-part.ts";

/** Philips' DSDIFF, plain DSD or compressed DST. */
export function parseDff(source: ByteSource): Found {
  let [sampleRateHz, channels, seconds] = [0, 0, 0];
  let codec = "DSD";
  let tagPart: TagPart | undefined;
  for (const { id, start, sizeBytes } of iff64Chunks(source, 16, "even")) {
    if (id === "PROP") {
      for (const each of iff64Chunks(sourcePart(source, 0, start + sizeBytes), start + 4, "even")) {
        if (each.id === "FS  ") sampleRateHz = readFields(source, each.start, 4, "big").u32(0);
        if (each.id === "CHNL") channels = readFields(source, each.start, 2, "big").u16(0);
      }
    } else if (id === "DSD ") seconds = (sizeBytes * 8) / channels / sampleRateHz;
    else if (id === "DST ") {
      // Inside is FRTE: the number of frames, and how many are played a second.
      const frames = readFields(source, start + 12, 6, "big");
      codec = "DST";
      seconds = frames.u32(0) / frames.u16(4);
    } else if (id === "ID3 ") {
      tagPart = { part: sourcePart(source, start, start + sizeBytes), mimeType: "audio/mpeg" };
    }
  }
  return {
    container: "DSDIFF",
    codec,
    channels,
    sampleRateHz,
    bitsPerSample: 1,
    durationSeconds: seconds,
    lossless: true,
    tagPart,
  };
}
