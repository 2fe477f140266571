import { bigChunk } from "./aiff.ts";
import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** A sliced loop of ReCycle, 16-bit at 44.1 kHz, in 4/4; its audio is noise. Slices are a position and a length. */
export function rex2(options: {
  readonly channels: number;
  readonly frames: number;
  readonly bars: number;
  readonly bpm: number;
  readonly slices: readonly (readonly [position: number, length: number])[];
}): Buffer {
  const { channels, frames, bars, bpm, slices } = options;
  const global = fieldsOf(
    ["u32be", 0x47],
    ["u16be", bars],
    Buffer.from([0, 4, 4, 0x41]),
    Buffer.alloc(6),
    ["u32be", bpm * 1_000],
    ["u16be", 0],
  );
  const sound = fieldsOf(["u8", channels], ["u8", 3], ["u16be", 0], ["u16be", 44_100], ["u32be", frames]);
  const each = slices.map(([at, length]) =>
    bigChunk("SLCE", fieldsOf(["u32be", at], ["u32be", length], ["u16be", 0x7fff], ["u8", 0])),
  );
  const body = [
    bigChunk("HEAD", Buffer.from([0, 0, 0, 0, 0, 2])),
    bigChunk("CREI", Buffer.alloc(7)),
    bigChunk("GLOB", global),
    bigChunk("CAT ", fieldsOf("SLCL", ...each)),
    bigChunk("SINF", sound),
    bigChunk("SDAT", noise(2_000, 1)),
  ];
  return bigChunk("CAT ", fieldsOf("REX2", ...body));
}
