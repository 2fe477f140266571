import { fieldsOf } from "./fields-of.ts";

export interface Mp4Options {
  /** What the sample entry claims. */
  readonly entry?: {
    readonly type?: string;
    readonly channels?: number;
    readonly sampleRate?: number;
    readonly bits?: number;
    /** QuickTime's: 1 and 2 have more fields before the configuration, which are then a part of it. */
    readonly version?: number;
  };
  /** What stands in the sample entry: `esds`, `alac` … */
  readonly config?: Uint8Array;
  readonly timescale?: number;
  readonly ticks?: number;
  /** The edit list: how long is played, in thousandths, and from which tick. */
  readonly edit?: { readonly milliseconds: number; readonly from: number };
  /** Boxes put at the end of `moov`. */
  readonly moreInMoov?: Uint8Array;
  /** Boxes put at the end of the sound's `trak`. */
  readonly moreInTrak?: Uint8Array;
  /** The frames themselves, two to a chunk, at the start of the file's `mdat`. */
  readonly samples?: readonly Uint8Array[];
}

/** `ftyp` with its 28 bytes, and the head of `mdat`. */
export const FIRST_SAMPLE_AT = 28 + 8;

/** An M4A with one sound track, without its audio unless its samples are given. */
export function mp4(options: Mp4Options = {}): Buffer {
  const { timescale = 44_100, ticks = 44_100, edit } = options;
  const elst =
    edit &&
    fieldsOf(["u32be", 0], ["u32be", 1], ["u32be", edit.milliseconds], ["u32be", edit.from], ["u32be", 1]);
  const stbl = box(
    "stbl",
    box("stsd", fieldsOf(["u32be", 0], ["u32be", 1], entryOf(options))),
    ...tables(options.samples),
  );
  const mdia = box(
    "mdia",
    box("mdhd", header(timescale, ticks)),
    box("hdlr", fieldsOf(["u32be", 0], "\0\0\0\0soun", Buffer.alloc(13))),
    box("minf", stbl),
  );
  const tkhd = box(
    "tkhd",
    fieldsOf(["u32be", 1], ["u32be", 0], ["u32be", 0], ["u32be", 1], Buffer.alloc(68)),
  );
  const trak = box(
    "trak",
    tkhd,
    ...(elst === undefined ? [] : [box("edts", box("elst", elst))]),
    mdia,
    options.moreInTrak ?? Buffer.alloc(0),
  );
  const mvhd = box("mvhd", header(1_000, 1_000), Buffer.alloc(72));
  const ftyp = box("ftyp", fieldsOf("M4A ", ["u32be", 0], "M4A mp42isom"));
  const moov = box("moov", mvhd, trak, options.moreInMoov ?? Buffer.alloc(0));
  if (options.samples === undefined) return Buffer.concat([ftyp, moov, box("mdat", Buffer.alloc(2_000))]);
  return Buffer.concat([ftyp, box("mdat", ...options.samples), moov]);
}

export function box(type: string, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return fieldsOf(["u32be", content.length + 8], type, content);
}

/** The elementary stream descriptor around an AudioSpecificConfig. */
export function esds(config: Uint8Array): Buffer {
  const specific = fieldsOf(["u8", 5], ["u8", config.length], config);
  const decoder = fieldsOf(["u8", 4], ["u8", 13 + specific.length], ["u8", 0x40], Buffer.alloc(12), specific);
  return box(
    "esds",
    fieldsOf(["u32be", 0], ["u8", 3], ["u8", 3 + decoder.length], ["u16be", 1], ["u8", 0], decoder),
  );
}

export function header(scale: number, length: number): Buffer {
  return fieldsOf(
    ["u32be", 0],
    ["u32be", 0],
    ["u32be", 0],
    ["u32be", scale],
    ["u32be", length],
    Buffer.alloc(8),
  );
}

/** The tables of samples and chunks; without samples one of each, so that readers that look for them find them. */
function tables(samples?: readonly Uint8Array[]): Buffer[] {
  if (samples !== undefined) return tablesOf(samples);
  return [
    table("stts", 1, 43, 1_024),
    table("stsc", 1, 1, 43, 1),
    table("stsz", 40, 43),
    table("stco", 1, 700),
  ];
}

function tablesOf(samples: readonly Uint8Array[]): Buffer[] {
  const sizes = samples.map(({ length }) => length);
  const chunks: number[] = [];
  let at = FIRST_SAMPLE_AT;
  for (const [each, size] of sizes.entries()) {
    if (each % 2 === 0) chunks.push(at);
    at += size;
  }
  return [
    table("stts", 1, samples.length, 1_024),
    table("stsc", 1, 1, 2, 1),
    table("stsz", 0, samples.length, ...sizes),
    table("stco", chunks.length, ...chunks),
  ];
}

export function table(type: string, ...numbers: readonly number[]): Buffer {
  return box(type, ...[0, ...numbers].map((number) => fieldsOf(["u32be", number])));
}

function entryOf({ entry = {}, config = Buffer.alloc(0) }: Mp4Options): Buffer {
  const { type = "mp4a", channels = 2, sampleRate = 44_100, bits = 16, version = 0 } = entry;
  return box(
    type,
    Buffer.alloc(6),
    fieldsOf(
      ["u16be", 1],
      ["u16be", version],
      Buffer.alloc(6),
      ["u16be", channels],
      ["u16be", bits],
      ["u32be", 0],
      ["u16be", sampleRate % 65_536],
      ["u16be", 0],
    ),
    config,
  );
}
