import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

export interface AiffOptions {
  readonly seconds?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly seed?: number;
  /** Makes it AIFF-C: "sowt", "ima4", "fl32" … */
  readonly compression?: string;
  readonly audio?: Uint8Array;
  /** What COMM claims, where it lies or counts packets. */
  readonly frames?: number;
  readonly chunks?: readonly { readonly id: string; readonly data: Uint8Array }[];
  /** What SSND claims, where it lies. */
  readonly soundClaims?: number;
}

/** An AIFF file, or AIFF-C where a compression is named: one second of 16-bit mono at 44.1 kHz. */
export function aiff(options: AiffOptions = {}): Buffer {
  const { seconds = 1, sampleRate = 44_100, channels = 1, bits = 16, compression } = options;
  const frames = Math.round(seconds * sampleRate);
  const audio = options.audio ?? noise((frames * channels * bits) / 8, options.seed ?? 0);
  const common = fieldsOf(
    ["u16be", channels],
    ["u32be", options.frames ?? frames],
    ["u16be", bits],
    extended(sampleRate),
    ...(compression === undefined ? [] : [compression, "\0\0"]),
  );
  const sound = fieldsOf(["u32be", 0], ["u32be", 0], audio);
  const body = fieldsOf(
    compression === undefined ? "AIFF" : "AIFC",
    bigChunk("COMM", common),
    bigChunk("SSND", sound, options.soundClaims),
    ...(options.chunks ?? []).map(({ id, data }) => bigChunk(id, data)),
  );
  return bigChunk("FORM", body);
}

/** One IFF chunk: four letters, a big-endian size, data, a pad byte where it is odd. */
export function bigChunk(id: string, data: Uint8Array, claims: number = data.length): Buffer {
  return fieldsOf(id, ["u32be", claims], data, Buffer.alloc(data.length % 2));
}

/** A whole number as an 80-bit float. */
function extended(value: number): Buffer {
  const exponent = Math.floor(Math.log2(value));
  return fieldsOf(
    ["u16be", 16_383 + exponent],
    ["u32be", Math.floor(value * 2 ** (31 - exponent))],
    ["u32be", 0],
  );
}
