import type { ByteSource } from "../../byte-source.ts";
import { ByteWindow } from "../byte-window.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";
import { sourcePart } from "../source-part.ts";
import { frameChannels } from "./aac-programme.ts";
import { AAC_RATES_HZ } from "./aac-config.ts";
import { findFrame, type FrameHeader, walkFrames } from "./frame-walk.ts";
import { parseMpeg } from "./mpeg.ts";
import { FASTEST_CORE_HZ, FRAMES_LOOKED_AT, haveSbr } from "./sbr-evidence.ts";

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
  // ADTS has no word for SBR, so no file of HE-AAC says what it is.
  const isHeAac = first.sampleRateHz <= FASTEST_CORE_HZ && haveSbr(firstPayloads(source, bytes, found));
  return {
    container: "ADTS",
    codec: isHeAac ? "HE-AAC" : "AAC",
    durationSeconds,
    sampleRateHz: isHeAac ? first.sampleRateHz * 2 : first.sampleRateHz,
    channels: first.channels || frameChannels(firstPayloads(source, bytes, found)[0]),
    bitrate: (walk.sizeBytes * 8) / durationSeconds,
    lossless: false,
    tagPart: from === 0 ? undefined : { part: sourcePart(source, 0, from), mimeType: "audio/mpeg" },
  };
}

/** What the first frames hold behind their headers, which have two bytes more where there is a checksum. */
function firstPayloads(source: ByteSource, bytes: ByteWindow, first: { readonly at: number }): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let { at } = first; payloads.length < FRAMES_LOOKED_AT;) {
    const header = decodeAdtsFrame(bytes, at);
    if (header === undefined) break;
    const headBytes = (bytes.at(at + 1) & 1) === 1 ? 7 : 9;
    payloads.push(new Uint8Array(source.read(at + headBytes, Math.max(0, header.sizeBytes - headBytes))));
    at += header.sizeBytes;
  }
  return payloads;
}

export function decodeAdtsFrame(bytes: ByteWindow, at: number): FrameHeader | undefined {
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
