import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";
import { vorbisComment } from "./ogg.ts";

export interface FlacOptions {
  readonly frames?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly comments?: readonly string[];
  readonly seed?: number;
  /** APPLICATION blocks: what each holds, its four letters first. */
  readonly applications?: readonly Uint8Array[];
  /** Ends with this frame header instead of noise. */
  readonly lastFrame?: Uint8Array;
}

/** A FLAC file: true headers, then noise instead of frames. */
export function flac(options: FlacOptions = {}): Buffer {
  const { comments = [], seed = 0 } = options;
  const comment = vorbisComment(comments);
  return fieldsOf(
    "fLaC",
    ["u8", 0],
    ["u24be", 34],
    streamInfo(options),
    ...(options.applications ?? []).flatMap((data) => [fieldsOf(["u8", 2], ["u24be", data.length]), data]),
    ["u8", 0x84],
    ["u24be", comment.length],
    comment,
    options.lastFrame ?? noise(4_000, seed),
  );
}

/** The 34 bytes that say everything about a FLAC stream. */
export function streamInfo({
  frames = 44_100,
  sampleRate = 44_100,
  channels = 1,
  bits = 16,
}: FlacOptions): Buffer {
  const packed =
    (BigInt(sampleRate) << 44n) | (BigInt(channels - 1) << 41n) | (BigInt(bits - 1) << 36n) | BigInt(frames);
  const facts = Buffer.alloc(8);
  facts.writeBigUInt64BE(packed);
  return fieldsOf(["u16be", 4_096], ["u16be", 4_096], ["u24be", 0], ["u24be", 0], facts, Buffer.alloc(16));
}
