import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { foreignChunks } from "./flac-foreign.ts";
import { flacFrames } from "./flac-length.ts";
import { findBytes } from "../find-bytes.ts";
import { withSlices } from "../musical/slices.ts";
import { sourcePart } from "../source-part.ts";

/** Junk or ID3 tags with pictures stand before `fLaC` in real files; beyond this it is no FLAC. */
const MAX_JUNK_BYTES = 16 * 1024 * 1024;

const INFO_BYTES = 34;

/** FLAC: the STREAMINFO block is always the first, and exact unless frames were copied out of the file or cut off. */
export function parseFlac(source: ByteSource): Found {
  const start = findBytes(source, "fLaC", { from: 0, to: MAX_JUNK_BYTES });
  if (start === undefined) return { container: "FLAC" };
  const stream = sourcePart(source, start);
  const info = readFields(stream, 8, INFO_BYTES, "big");
  if (info.bytes.length < INFO_BYTES) return { container: "FLAC" };
  const said = streamInfo(info);
  const counted = flacFrames(stream, info.u16(0), totalFrames(info));
  const seconds = counted === 0 ? said : { ...said, durationSeconds: counted / (said.sampleRateHz ?? 0) };
  const { slices, ...foreign } = foreignChunks(stream);
  const found: Found = {
    container: "FLAC",
    ...seconds,
    bitrate:
      seconds.durationSeconds === undefined ? undefined : (stream.sizeBytes * 8) / seconds.durationSeconds,
    ...foreign,
    tagPart: { part: stream, mimeType: "audio/flac" },
  };
  return { ...found, extras: withSlices(found, slices) };
}

/** The facts of a STREAMINFO block: 16 bytes of sizes, then 20 bits rate, 3 channels, 5 depth, 36 frames. */
export function streamInfo(info: Fields): Found {
  const sampleRateHz = info.u24(10) >> 4;
  const frames = totalFrames(info);
  return {
    codec: "FLAC",
    sampleRateHz,
    channels: ((info.u8(12) >> 1) & 7) + 1,
    bitsPerSample: (((info.u8(12) & 1) << 4) | (info.u8(13) >> 4)) + 1,
    durationSeconds: frames === 0 ? undefined : frames / sampleRateHz,
    lossless: true,
  };
}

/** 0 from an encoder that wrote into a pipe. */
function totalFrames(info: Fields): number {
  return (info.u8(13) & 0x0f) * 2 ** 32 + info.u32(14);
}
