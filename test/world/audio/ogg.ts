import { fieldsOf } from "./fields-of.ts";
import { noise } from "./noise.ts";

export interface OggPageOptions {
  readonly serial: number;
  readonly granule: number;
  readonly first?: boolean;
  readonly last?: boolean;
  readonly packet: Uint8Array;
}

export interface OggOptions {
  readonly codec: "vorbis" | "opus" | "speex" | "flac";
  readonly sampleRate?: number;
  readonly channels?: number;
  /** The granule positions of the pages with audio. */
  readonly granules: readonly number[];
  readonly preSkip?: number;
  readonly serial?: number;
  readonly comments?: readonly string[];
  /** STREAMINFO, for FLAC. */
  readonly streamInfo?: Uint8Array;
}

/** One logical stream in Ogg pages; two of them one after the other are a chained file. */
export function ogg(options: OggOptions): Buffer {
  const { serial = 1, granules, comments = [] } = options;
  const comment = vorbisComment(comments);
  const tags = { vorbis: fieldsOf("\x03vorbis", comment, ["u8", 1]), opus: fieldsOf("OpusTags", comment) };
  const second = options.codec === "opus" ? tags.opus : options.codec === "vorbis" ? tags.vorbis : comment;
  return Buffer.concat([
    oggPage({ serial, granule: 0, first: true, packet: headOf(options) }),
    oggPage({ serial, granule: 0, packet: second }),
    ...granules.map((granule, at) =>
      oggPage({ serial, granule, last: at === granules.length - 1, packet: audioPacket(at) }),
    ),
  ]);
}

export function oggPage(page: OggPageOptions): Buffer {
  const { serial, granule, packet } = page;
  const flags = (page.first === true ? 2 : 0) | (page.last === true ? 4 : 0);
  const segments = [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
  return fieldsOf(
    "OggS",
    ["u8", 0],
    ["u8", flags],
    ["u64le", granule],
    ["u32le", serial],
    ["u32le", 0],
    ["u32le", 0],
    ["u8", segments.length],
    Buffer.from(segments),
    packet,
  );
}

/** Vendor and "NAME=value" pairs, as Vorbis, Opus and FLAC hold their tags. */
export function vorbisComment(comments: readonly string[]): Buffer {
  return Buffer.concat([text("made by code"), fieldsOf(["u32le", comments.length]), ...comments.map(text)]);
}

function headOf({ codec, sampleRate = 44_100, channels = 2, preSkip = 0, streamInfo }: OggOptions): Buffer {
  const heads: Record<OggOptions["codec"], Buffer> = {
    vorbis: fieldsOf(
      "\x01vorbis",
      ["u32le", 0],
      ["u8", channels],
      ["u32le", sampleRate],
      Buffer.alloc(12),
      "\xb8\x01",
    ),
    opus: fieldsOf(
      "OpusHead",
      ["u8", 1],
      ["u8", channels],
      ["u16le", preSkip],
      ["u32le", sampleRate],
      Buffer.alloc(3),
    ),
    speex: fieldsOf("Speex   ", Buffer.alloc(28), speexNumbers(sampleRate, channels), Buffer.alloc(28)),
    flac: fieldsOf(
      "\x7fFLAC\x01\x00\x00\x01fLaC",
      ["u8", 0x80],
      ["u24be", 34],
      streamInfo ?? Buffer.alloc(34),
    ),
  };
  return heads[codec];
}

function text(value: string): Buffer {
  return fieldsOf(["u32le", Buffer.byteLength(value)], Buffer.from(value, "utf8"));
}

/** From byte 36 on: the rate, the mode and its version, the channels. */
function speexNumbers(sampleRate: number, channels: number): Buffer {
  return fieldsOf(["u32le", sampleRate], ["u32le", 0], ["u32le", 4], ["u32le", channels]);
}

/** Headers have odd first bytes, audio an even one. */
function audioPacket(seed: number): Buffer {
  const packet = noise(3_000, seed);
  packet[0] = 0;
  return packet;
}
