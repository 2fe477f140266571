import type { ByteWindow } from "../byte-window.ts";
import type { FrameHeader } from "./frame-walk.ts";

export interface MpegFrame extends FrameHeader {
  readonly version: 1 | 2 | 2.5;
  readonly layer: 1 | 2 | 3;
}

/** Kilobits a second by bitrate index 1–14: ISO 11172-3 table for MPEG 1, ISO 13818-3 for MPEG 2 and 2.5. */
const BITRATES = {
  "1-1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  "2-3": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const RATES_HZ = [44_100, 48_000, 32_000];
const VERSIONS = [2.5, undefined, 2, 1] as const;
const LAYERS = [undefined, 3, 2, 1] as const;

/**
 * The frame at `at`, or nothing where its header can't be one. Free-format frames have no size and are not
 * followed.
 */
export function decodeMpegFrame(bytes: ByteWindow, at: number): MpegFrame | undefined {
  const [second, third, fourth] = [bytes.at(at + 1), bytes.at(at + 2), bytes.at(at + 3)];
  if (bytes.at(at) !== 0xff || second < 0xe0 || fourth < 0) return undefined;
  const version = VERSIONS[(second >> 3) & 3];
  const layer = LAYERS[(second >> 1) & 3];
  const baseRate = RATES_HZ[(third >> 2) & 3];
  // Emphasis 2 is reserved: one false sync in four is told by it.
  if (version === undefined || layer === undefined || baseRate === undefined || (fourth & 3) === 2)
    return undefined;
  const kilobits = BITRATES[`${version === 1 ? 1 : 2}-${layer}`][(third >> 4) - 1];
  if (kilobits === undefined) return undefined;
  const sampleRateHz = baseRate / (version === 1 ? 1 : version === 2 ? 2 : 4);
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152;
  const padding = (third >> 1) & 1;
  const slots = (samples / 8) * ((kilobits * 1000) / sampleRateHz);
  const sizeBytes = layer === 1 ? (Math.floor(slots / 4) + padding) * 4 : Math.floor(slots) + padding;
  const channels = fourth >> 6 === 3 ? 1 : 2;
  return {
    sizeBytes,
    samples,
    sampleRateHz,
    channels,
    version,
    layer,
    stream: `${version}-${layer}-${sampleRateHz}`,
  };
}
