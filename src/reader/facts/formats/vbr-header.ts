import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { MpegFrame } from "./mpeg-frame.ts";

interface VbrHeader {
  /** Audio frames, the header's own not among them; 0 where it doesn't say. */
  readonly frames: number;
  /** Bytes of all frames; 0 where it doesn't say. */
  readonly sizeBytes: number;
  /** Samples that the encoder put before and behind the audio, as its note says; 0 where there is none. */
  readonly paddingFrames: number;
}

/** VBRI stands 32 bytes after the four of the frame header, always. */
const VBRI_AT = 36;
/** The longest there is: frame head, side information, Xing with all its parts, and the encoder's note. */
const HEAD_BYTES = 192;
/** A decoder's own delay, which it takes off at the start and hands on at the end: less padding than this has nothing to give. */
const DECODER_DELAY = 529;
const ENCODERS = new Set(["LAME", "Lavf", "Lavc", "L3.9", "GOGO"]);

/** The Xing, Info (LAME) or VBRI (Fraunhofer) header in the first frame. */
export function readVbrHeader(source: ByteSource, at: number, frame: MpegFrame): VbrHeader | undefined {
  if (frame.layer !== 3) return undefined;
  const head = readFields(source, at, HEAD_BYTES, "big");
  if (head.id(VBRI_AT) === "VBRI")
    return { sizeBytes: head.u32(VBRI_AT + 10), frames: head.u32(VBRI_AT + 14), paddingFrames: 0 };
  // Behind the side information, whose length is by version and channels.
  const sideBytes = frame.version === 1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const xingAt = 4 + sideBytes;
  if (!["Xing", "Info"].includes(head.id(xingAt))) return undefined;
  const flags = head.u32(xingAt + 4);
  const frames = (flags & 1) === 0 ? 0 : head.u32(xingAt + 8);
  const sizeAt = xingAt + 8 + ((flags & 1) === 0 ? 0 : 4);
  const sizeBytes = (flags & 2) === 0 ? 0 : head.u32(sizeAt);
  const encoderAt =
    sizeAt + ((flags & 2) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 100) + ((flags & 8) === 0 ? 0 : 4);
  return { frames, sizeBytes, paddingFrames: paddingOf(head, encoderAt) };
}

/** LAME's note, which libavformat and others write too: the encoder's name in 9 letters, then delay and padding in 12 bits each. */
function paddingOf(head: Fields, encoderAt: number): number {
  if (!ENCODERS.has(head.id(encoderAt))) return 0;
  const [delay, padding] = [head.u16(encoderAt + 21) >> 4, head.u16(encoderAt + 22) & 0xfff];
  return delay + padding === 0 ? 0 : delay + Math.max(DECODER_DELAY, padding);
}
