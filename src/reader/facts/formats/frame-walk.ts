import type { ByteWindow } from "../byte-window.ts";

/** What one frame of a framed stream (MPEG audio, ADTS, AC-3) says about itself. */
export interface FrameHeader {
  readonly sizeBytes: number;
  readonly samples: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Frames of one stream agree in this: version, layer, rate. A frame that doesn't is chance or junk. */
  readonly stream: string;
}

interface FrameWalk {
  readonly start: number;
  readonly frames: number;
  readonly samples: number;
  readonly sizeBytes: number;
}

type FrameDecoder<Header extends FrameHeader> = (bytes: ByteWindow, at: number) => Header | undefined;

/**
 * A first frame is believed when another follows where it says, two others where junk stands before it (a
 * picture has many false frames), or when the stream ends there.
 */
export function findFrame<Header extends FrameHeader>(
  bytes: ByteWindow,
  decode: FrameDecoder<Header>,
  range: { readonly from: number; readonly to: number },
): { at: number; header: Header } | undefined {
  for (let at = range.from; at < range.to; at += 1) {
    if (bytes.at(at) !== 0xff) continue;
    const header = decode(bytes, at);
    if (header === undefined) continue;
    if (isFollowed(bytes, decode, { at, header, wanted: at === range.from ? 1 : 2 })) return { at, header };
  }
  return undefined;
}

function isFollowed<Header extends FrameHeader>(
  bytes: ByteWindow,
  decode: FrameDecoder<Header>,
  first: { readonly at: number; readonly header: Header; readonly wanted: number },
): boolean {
  let next = first.at + first.header.sizeBytes;
  for (let count = 0; count < first.wanted; count += 1) {
    // Behind junk a lone frame is chance; at the start it is a one-shot of 26 ms.
    if (next === bytes.sizeBytes || isTrailer(bytes, next)) return count > 0 || first.wanted === 1;
    const header = decode(bytes, next);
    if (header?.stream !== first.header.stream) return false;
    next += header.sizeBytes;
  }
  return true;
}

/**
 * Counts the frames from `first` to the end, over junk between them. A last frame that is cut off is not
 * played.
 */
export function walkFrames<Header extends FrameHeader>(
  bytes: ByteWindow,
  decode: FrameDecoder<Header>,
  first: {
    readonly at: number;
    readonly header: Header;
    readonly onFrame?: (at: number, sizeBytes: number) => void;
  },
): FrameWalk {
  let [frames, samples, sizeBytes, at] = [0, 0, 0, first.at];
  while (at + 4 <= bytes.sizeBytes) {
    const header = decode(bytes, at);
    if (header !== undefined && header.stream === first.header.stream) {
      if (at + header.sizeBytes > bytes.sizeBytes) break;
      first.onFrame?.(at, header.sizeBytes);
      frames += 1;
      samples += header.samples;
      sizeBytes += header.sizeBytes;
      at += header.sizeBytes;
      continue;
    }
    if (isTrailer(bytes, at)) break;
    const next = findFrame(bytes, decode, { from: at + 1, to: bytes.sizeBytes });
    if (next === undefined) break;
    at = next.at;
  }
  return { start: first.at, frames, samples, sizeBytes };
}

/** What ends a stream: ID3v1 ("TAG"), APEv2 ("APET"), Lyrics3 ("LYRI"). */
function isTrailer(bytes: ByteWindow, at: number): boolean {
  const word = bytes.u32(at);
  return Math.floor(word / 256) === 0x544147 || word === 0x41504554 || word === 0x4c595249;
}
