import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import { findBytes } from "../find-bytes.ts";
import { sourcePart } from "../source-part.ts";
import { flacBlocks } from "./flac-blocks.ts";
import { endsWhole } from "./flac-checksum.ts";
import { type FrameStart, frameStart } from "./flac-frame.ts";

/** Two frames of stereo are mostly shorter than the first; of eight channels of 24 bits they begin within the second. */
const LAST_FRAME_WITHIN = [32 * 1024, 1024 * 1024];

/** The head of a stream and of its first block. */
const NEXT_STREAM = "fLaC\0\0\0\x22";

/**
 * How many samples the frames of a FLAC stream have, by the number that the first and the last one carry: STREAMINFO has 0
 * where the encoder wrote into a pipe, and the length of the whole where a part was copied out of it. `said` is believed
 * where the last frame agrees; another length must be vouched for by two frames that join. 0 where the frames tell nothing.
 */
export function flacFrames(stream: ByteSource, blockFrames: number, said: number): number {
  const audioAt = afterBlocks(stream);
  const counted = framesBetween(stream, audioAt, { blockFrames, said });
  if (counted === said) return counted;
  // Another FLAC behind this one: decoders play the first and stop, or stumble. Only looked for where the numbers disagree.
  const nextAt = findBytes(stream, NEXT_STREAM, { from: audioAt, to: stream.sizeBytes });
  return nextAt === undefined
    ? counted
    : framesBetween(sourcePart(stream, 0, nextAt), audioAt, { blockFrames, said });
}

/** The same of frames with no header before them, as CAF holds them, and the bits that the first one says. */
export function bareFlac(stream: ByteSource): { frames: number; bits: number } {
  const first = frameStart(readFields(stream, 0, 16, "big"), 0, 0);
  const blockFrames = first?.endsAt ?? 0;
  return { frames: framesBetween(stream, 0, { blockFrames, said: 0 }), bits: first?.bits ?? 0 };
}

function framesBetween(
  stream: ByteSource,
  audioAt: number,
  { blockFrames, said }: { readonly blockFrames: number; readonly said: number },
): number {
  const first = frameStart(readFields(stream, audioAt, 16, "big"), 0, blockFrames);
  if (first === undefined) return 0;
  for (const within of LAST_FRAME_WITHIN) {
    const from = Math.max(audioAt, stream.sizeBytes - within);
    const tail = readFields(stream, from, stream.sizeBytes - from, "big");
    const last = lastFrame(tail, first, { blockFrames, said });
    if (last !== undefined) return Math.max(0, last - first.beginsAt);
  }
  return 0;
}

/** Where the last whole frame ends: a frame that is cut off is not played. */
function lastFrame(
  tail: Fields,
  first: FrameStart,
  { blockFrames, said }: { readonly blockFrames: number; readonly said: number },
): number | undefined {
  let later: FrameStart | undefined;
  let isWhole = false;
  for (let at = tail.bytes.length - 1; at >= 0; at -= 1) {
    at = tail.bytes.lastIndexOf(0xff, at);
    if (at < 0) break;
    const frame = frameStart(tail, at, blockFrames);
    if (frame?.kind !== first.kind) continue;
    if (frame.endsAt - first.beginsAt === said) return frame.endsAt;
    if (frame.beginsAt === first.beginsAt)
      return later !== undefined || endsWhole(tail.bytes, at) ? frame.endsAt : frame.beginsAt;
    if (later !== undefined && frame.endsAt === later.beginsAt)
      return isWhole ? later.endsAt : later.beginsAt;
    if (later !== undefined) continue;
    later = frame;
    isWhole = endsWhole(tail.bytes, at);
  }
  return undefined;
}

function afterBlocks(stream: ByteSource): number {
  let end = 4;
  for (const { start, sizeBytes } of flacBlocks(stream)) end = start + sizeBytes;
  return end;
}
