import type { ByteSource } from "../../byte-source.ts";
import { ByteWindow } from "../byte-window.ts";
import { id3v2End } from "../id3v2-end.ts";
import { sourcePart } from "../source-part.ts";
import { findFrame, walkFrames } from "./frame-walk.ts";
import { decodeMpegFrame, freeFormat, type MpegFrame } from "./mpeg-frame.ts";
import { readVbrHeader } from "./vbr-header.ts";

interface MpegScan {
  readonly first: MpegFrame;
  readonly durationSeconds: number;
  /** What the encoder's note takes off the frames. */
  readonly paddingFrames?: number;
  readonly bitrate: number;
  readonly start: number;
}

/** Junk before the first frame: players give up later, and a file with more of it is no MP3. */
const MAX_JUNK_BYTES = 1024 * 1024;
/**
 * A VBR header is believed where the bytes it names are what the file has, give or take tags and rounding.
 */
const HEADER_TOLERANCE = 0.02;

/**
 * The duration of MPEG audio by its frames. A Xing, Info or VBRI header is believed only where its byte count
 * fits the file: cut and glued files keep the header of the whole. Everything else is walked frame by frame
 * (1 ms for 5 MB), because an average of the first frames is wrong for VBR, and one-shots have fewer than
 * five frames.
 */
export function scanMpeg(source: ByteSource): MpegScan | undefined {
  const bytes = new ByteWindow(source);
  const from = id3v2End(source);
  const decode = freeFormat(bytes, from) ?? decodeMpegFrame;
  const found = findFrame(bytes, decode, {
    from,
    to: Math.min(source.sizeBytes, from + MAX_JUNK_BYTES),
  });
  if (found === undefined) return undefined;
  const { at, header: first } = found;
  const vbr = readVbrHeader(source, at, first);
  const rate = first.sampleRateHz;
  if (
    vbr !== undefined &&
    fits(vbr.sizeBytes, source.sizeBytes - at) &&
    vbr.frames > 0 &&
    !isJoined(source, at + vbr.sizeBytes, { bytes, decode, first })
  ) {
    const samples = vbr.frames * first.samples;
    const padding = vbr.paddingFrames < samples ? vbr.paddingFrames : 0;
    const bitrate = (vbr.sizeBytes * 8 * rate) / samples;
    return { first, durationSeconds: (samples - padding) / rate, paddingFrames: padding, bitrate, start: at };
  }
  const walk = walkFrames(bytes, decode, found);
  // The header's own frame is silent: decoders drop it.
  const silent = vbr === undefined ? 0 : first.samples;
  const durationSeconds = (walk.samples - silent) / rate;
  if (durationSeconds <= 0) return undefined;
  return { first, durationSeconds, bitrate: (walk.sizeBytes * 8) / durationSeconds, start: at };
}

/** Whether another file's frames, behind its ID3 or not, stand where the header says that its own end. */
function isJoined(
  source: ByteSource,
  endAt: number,
  { bytes, decode, first }: { bytes: ByteWindow; decode: typeof decodeMpegFrame; first: MpegFrame },
): boolean {
  const nextAt = endAt + id3v2End(sourcePart(source, endAt));
  return decode(bytes, nextAt)?.stream === first.stream;
}

function fits(claimedBytes: number, thereBytes: number): boolean {
  // Tags at the end are in the file but not in the count: up to 1 MiB more is fine, less is a cut file.
  const missing = claimedBytes - thereBytes;
  return claimedBytes > 0 && missing <= thereBytes * HEADER_TOLERANCE && -missing <= thereBytes / 2;
}
