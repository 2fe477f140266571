import type { ByteSource } from "../../byte-source.ts";
import { ByteWindow } from "../byte-window.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";
import { sourcePart } from "../source-part.ts";
import { AAC_RATES_HZ } from "./aac-config.ts";
import { findFrame, type FrameHeader, walkFrames } from "./frame-walk.ts";
import { parseMpeg } from "./mpeg.ts";

/** Junk that a recorded radio stream begins with is at most a frame; this is generous. */
const MAX_JUNK_BYTES = 64 * 1024;

/** AAC in ADTS frames: there is no header with a length, the frames are counted. */
export function parseAdts(source: ByteSource): Found {
  const from = id3v2End(source);
  const bytes = new ByteWindow(source);
  const found = findFrame(bytes, decodeAdtsFrame, {
    from,
    to: Math.min(source.sizeBytes, from + MAX_JUNK_BYTES),
  });
  if (found === undefined) return parseMpeg(source);
  const { header: first } = found;
  const walk = walkFrames(bytes, decodeAdtsFrame, found);
  const durationSeconds = walk.samples / first.sampleRateHz;
  return {
    container: "ADTS",
    codec: "AAC",
    durationSeconds,
    sampleRateHz: first.sampleRateHz,
    channels: first.channels,
    bitrate: (walk.sizeBytes * 8) / durationSeconds,
    lossless: false,
    tagPart: from === 0 ? undefined : { part: sourcePart(source, 0, from), mimeType: "audio/mpeg" },
  };
}

function decodeAdtsFrame(bytes: ByteWindow, at: number): FrameHeader | undefined {
  if (bytes.at(at) !== 0xff || (bytes.at(at + 1) & 0xf6) !== 0xf0 || bytes.at(at + 6) < 0) return undefined;
  const third = bytes.at(at + 2);
  const fourth = bytes.at(at + 3);
  const sampleRateHz = AAC_RATES_HZ[(third >> 2) & 15];
  const sizeBytes = ((fourth & 3) << 11) | (bytes.at(at + 4) << 3) | (bytes.at(at + 5) >> 5);
  if (sampleRateHz === undefined || sizeBytes < 7) return undefined;
  const channels = ((third & 1) << 2) | (fourth >> 6);
  const samples = 1024 * ((bytes.at(at + 6) & 3) + 1);
  return {
    sizeBytes,
    samples,
    sampleRateHz,
    channels: channels === 7 ? 8 : channels,
    stream: `${sampleRateHz}`,
  };
}
