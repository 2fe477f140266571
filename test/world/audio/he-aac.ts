import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

interface AacOptions {
  readonly frames: number;
  /** Whether the frames end in a fill element with spectral band replication. */
  readonly sbr: boolean;
  /** Bytes of padding that an encoder of constant bitrate puts behind it. */
  readonly padding?: number;
}

/** Stereo AAC frames without a header around them: noise for a spectrum, then what stands at a frame's end. */
export function aacFrames({ frames, sbr, padding = 0 }: AacOptions): Buffer[] {
  return Array.from({ length: frames }, (_, seed) => {
    // The spectrum ends at any bit.
    const spectrum = bitsOf(noise(90, seed)).slice(0, 700 + (seed % 8));
    const payload = bitsOf(noise(8 + (seed % 30), seed + 1_000)).slice(4);
    const filler = "00010000" + "10100101".repeat(padding - 1 < 0 ? 0 : padding - 1);
    return packed(
      spectrum + (sbr ? fill(`1101${payload}`) : "") + (padding === 0 ? "" : fill(filler)) + "111",
    );
  });
}

/** The same in ADTS, at 22.05 kHz. */
export function heAacAdts(options: AacOptions): Buffer {
  const framed = aacFrames(options).map((frame) => {
    const size = frame.length + 7;
    const [low, high] = [((size & 7) << 5) | 0x1f, 0x80 | (size >> 11)];
    return fieldsOf(Buffer.from([0xff, 0xf1, 0x5c, high, (size >> 3) & 255, low, 0xfc]), frame);
  });
  return Buffer.concat(framed);
}

function fill(payload: string): string {
  const length = payload.length / 8;
  return `110${length < 15 ? binary(length, 4) : `1111${binary(length - 14, 8)}`}${payload}`;
}

function bitsOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => binary(byte, 8)).join("");
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, "0");
}

function packed(bits: string): Buffer {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  return Buffer.from((whole.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
