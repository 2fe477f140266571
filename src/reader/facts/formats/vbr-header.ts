import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { MpegFrame } from "./mpeg-frame.ts";

interface VbrHeader {
  /** Audio frames, the header's own not among them; 0 where it doesn't say. */
  readonly frames: number;
  /** Bytes of all frames; 0 where it doesn't say. */
  readonly sizeBytes: number;
}

/** VBRI stands 32 bytes after the four of the frame header, always. */
const VBRI_AT = 36;

/** The Xing, Info (LAME) or VBRI (Fraunhofer) header in the first frame. */
export function readVbrHeader(source: ByteSource, at: number, frame: MpegFrame): VbrHeader | undefined {
  if (frame.layer !== 3) return undefined;
  const head = readFields(source, at, 64, "big");
  if (head.id(VBRI_AT) === "VBRI")
    return { sizeBytes: head.u32(VBRI_AT + 10), frames: head.u32(VBRI_AT + 14) };
  // Behind the side information, whose length is by version and channels.
  const sideBytes = frame.version === 1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const xingAt = 4 + sideBytes;
  if (!["Xing", "Info"].includes(head.id(xingAt))) return undefined;
  const flags = head.u32(xingAt + 4);
  const frames = (flags & 1) === 0 ? 0 : head.u32(xingAt + 8);
  const sizeAt = xingAt + 8 + ((flags & 1) === 0 ? 0 : 4);
  return { frames, sizeBytes: (flags & 2) === 0 ? 0 : head.u32(sizeAt) };
}
