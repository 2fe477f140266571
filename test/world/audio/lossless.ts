import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

/** True Audio of 24-bit stereo at 48 kHz: a head, the table of its frames' bytes, and the frames. */
export function tta(frames: number): Buffer {
  const frameBytes = 500;
  const table = Array.from({ length: Math.ceil(frames / 50_155) }, () => fieldsOf(["u32le", frameBytes]));
  return fieldsOf(
    "TTA1",
    ["u16le", 1],
    ["u16le", 2],
    ["u16le", 24],
    ["u32le", 48_000],
    ["u32le", frames],
    ["u32le", 0],
    ...table,
    ["u32le", 0],
    noise(frameBytes * table.length, 0),
  );
}

/** WavPack blocks, one for each pair of channels; `total` is what the header says, 0xFFFFFFFF is unknown. */
export function wavpack(options: {
  readonly blockFrames: readonly number[];
  readonly total: number;
  readonly rateIndex?: number;
  /** Makes it DSD, whose rate is doubled so often. */
  readonly dsdShift?: number;
}): Buffer {
  const { dsdShift } = options;
  const dsd = dsdShift === undefined ? "" : `\x27\x02\0\0\0\0\x8e\x60\0\0${String.fromCharCode(dsdShift)}`;
  let index = 0;
  return Buffer.concat(
    options.blockFrames.map((frames) => {
      const plain = 1 | (1 << 11) | (1 << 12) | ((options.rateIndex ?? 9) << 23);
      const flags = dsdShift === undefined ? plain : plain + 2 ** 31;
      const head = fieldsOf(
        ["u16le", 0x410],
        ["u8", 0],
        ["u8", 0],
        ["u32le", options.total],
        ["u32le", index],
        ["u32le", frames],
      );
      index += frames;
      return fieldsOf(
        "wvpk",
        ["u32le", 24 + 200],
        head,
        ["u32le", flags],
        ["u32le", 0],
        dsd,
        noise(200 - dsd.length, index),
      );
    }),
  );
}

/** Monkey's Audio 3.99: 3 whole frames of 73,728 and a last one. */
export function ape(lastFrames: number): Buffer {
  return fieldsOf(
    "MAC ",
    ["u16le", 3_990],
    ["u16le", 0],
    ["u32le", 52],
    ["u32le", 24],
    Buffer.alloc(36),
    ["u16le", 2_000],
    ["u16le", 0],
    ["u32le", 73_728],
    ["u32le", lastFrames],
    ["u32le", 4],
    ["u16le", 16],
    ["u16le", 2],
    ["u32le", 44_100],
    noise(2_000, 0),
  );
}
