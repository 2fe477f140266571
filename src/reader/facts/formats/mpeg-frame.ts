import type { ByteWindow } from "../byte-window.ts";
import type { FrameHeader } from "./frame-walk.ts";

export interface MpegFrame extends FrameHeader {
  readonly version: 1 | 2 | 2.5;
  readonly layer: 1 | 2 | 3;
}

/** Kilobits a second by bitrate index 1–14: ISO 11172-3 table for MPEG 1, ISO 13818-3 for MPEG 2 and 2.5. */
const BITRATES = {
  1: {
    1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  },
  2: {
    1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    2: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    3: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  },
} as const;
const RATES_HZ = [44_100, 48_000, 32_000];
const VERSIONS = [2.5, undefined, 2, 1] as const;
const HEADER_BYTES = 4;
/** A frame of 1,152 samples at 8 kHz and 640 kbit/s, beyond which no decoder goes. */
const MAX_FREE_BYTES = 11_520;
const LAYERS = [undefined, 3, 2, 1] as const;

/** What the four bytes of a header say; index 0 is free format, whose size is 0 here, and 15 is none. */
interface MpegHeader extends MpegFrame {
  readonly bitrateIndex: number;
  readonly paddingBytes: number;
}

/** Names of streams, made once: a file of false headers has a million of them. */
const STREAMS = new Map<number, string>(
  [0, 2, 3].flatMap((version) =>
    [1, 2, 3].flatMap((layer) =>
      [0, 1, 2].map((rate): [number, string] => [
        version * 64 + layer * 8 + rate,
        `${version}-${layer}-${rate}`,
      ]),
    ),
  ),
);

/**
 * The frame at `at`, or nothing where its header can't be one. Free-format frames have no size of their own:
 * `freeFormat` finds it out.
 */
export function decodeMpegFrame(bytes: ByteWindow, at: number): MpegFrame | undefined {
  const header = decodeHeader(bytes, at);
  return header === undefined || header.bitrateIndex === 0 ? undefined : header;
}

/**
 * A decoder for frames of free format, whose bitrate none of the table's is: all are as long as the first, which ends
 * where a header like its own stands, and another at the same distance behind that. Undefined where there is no such.
 */
export function freeFormat(bytes: ByteWindow, at: number): typeof decodeMpegFrame | undefined {
  const first = decodeHeader(bytes, at);
  if (first?.bitrateIndex !== 0) return undefined;
  for (let size = HEADER_BYTES; size <= MAX_FREE_BYTES; size += 1) {
    const plain = size - first.paddingBytes;
    const decode = (window: ByteWindow, position: number): MpegFrame | undefined => {
      const header = decodeHeader(window, position);
      if (header?.bitrateIndex !== 0 || header.stream !== first.stream) return undefined;
      return { ...header, sizeBytes: plain + header.paddingBytes };
    };
    const second = decode(bytes, at + size);
    if (second?.channels === first.channels && decode(bytes, at + size + second.sizeBytes) !== undefined)
      return decode;
  }
  return undefined;
}

function decodeHeader(bytes: ByteWindow, at: number): MpegHeader | undefined {
  const [second, third, fourth] = [bytes.at(at + 1), bytes.at(at + 2), bytes.at(at + 3)];
  if (bytes.at(at) !== 0xff || second < 0xe0 || fourth < 0) return undefined;
  const version = VERSIONS[(second >> 3) & 3];
  const layer = LAYERS[(second >> 1) & 3];
  const baseRate = RATES_HZ[(third >> 2) & 3];
  // Emphasis 2 is reserved: one false sync in four is told by it.
  if (version === undefined || layer === undefined || baseRate === undefined || (fourth & 3) === 2)
    return undefined;
  const bitrateIndex = third >> 4;
  if (bitrateIndex === 15) return undefined;
  const sampleRateHz = baseRate / (version === 1 ? 1 : version === 2 ? 2 : 4);
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152;
  const paddingBytes = ((third >> 1) & 1) * (layer === 1 ? 4 : 1);
  const kilobits = (version === 1 ? BITRATES[1] : BITRATES[2])[layer][bitrateIndex - 1] ?? 0;
  const slots = (samples / 8) * ((kilobits * 1000) / sampleRateHz);
  return {
    bitrateIndex,
    paddingBytes,
    sizeBytes: (layer === 1 ? Math.floor(slots / 4) * 4 : Math.floor(slots)) + paddingBytes,
    samples,
    sampleRateHz,
    channels: fourth >> 6 === 3 ? 1 : 2,
    version,
    layer,
    stream: STREAMS.get(((second >> 3) & 3) * 64 + ((second >> 1) & 3) * 8 + ((third >> 2) & 3)) ?? "",
  };
}
