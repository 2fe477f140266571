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
  /** Bytes of the source before and behind its audio, each with the identifier of its kind. */
  readonly kept?: {
    readonly header: readonly [number, Uint8Array];
    readonly trailer: readonly [number, Uint8Array];
  };
  /** Makes it DSD, whose rate is doubled so often. */
  readonly dsdShift?: number;
}): Buffer {
  const { dsdShift } = options;
  const plain = 1 | (1 << 11) | (1 << 12) | ((options.rateIndex ?? 9) << 23);
  const dsd = dsdShift === undefined ? "" : `\x27\x02\0\0\0\0\x8e\x60\0\0${String.fromCharCode(dsdShift)}`;
  const flags = dsdShift === undefined ? plain : plain + 2 ** 31;
  const total = options.total;
  let index = 0;
  const blocks = options.blockFrames.map((frames, each) => {
    const kept =
      each === 0 && options.kept !== undefined ? metadata(...options.kept.header) : Buffer.alloc(0);
    const content = fieldsOf(kept, dsd, noise(200 - dsd.length, index));
    index += frames;
    return block({ total, index: index - frames, frames, flags }, content);
  });
  const trailer = options.kept && metadata(...options.kept.trailer);
  return Buffer.concat([
    ...blocks,
    ...(trailer === undefined ? [] : [block({ total, index: 0, frames: 0, flags }, trailer)]),
  ]);
}

function block(
  head: { readonly total: number; readonly index: number; readonly frames: number; readonly flags: number },
  content: Uint8Array,
): Buffer {
  return fieldsOf(
    "wvpk",
    ["u32le", 24 + content.length],
    ["u16le", 0x410],
    ["u8", 0],
    ["u8", 0],
    ["u32le", head.total],
    ["u32le", head.index],
    ["u32le", head.frames],
    ["u32le", head.flags],
    ["u32le", 0],
    content,
  );
}

/** One part of a block: its kind, its size in words of 16 bits, and whether the last of them is half empty. */
function metadata(id: number, data: Uint8Array): Buffer {
  const [words, odd] = [Math.ceil(data.length / 2), data.length % 2];
  const size = Buffer.from([words & 255, (words >> 8) & 255, words >> 16]);
  return fieldsOf(["u8", id | 0x80 | (odd * 0x40)], size, data, Buffer.alloc(odd));
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
