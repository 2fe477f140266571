import type { ByteSource } from "../../byte-source.ts";
import { Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { streamInfo } from "./flac.ts";
import { ac3Config, eac3Config } from "./ac3-config.ts";
import { alacCookie } from "./alac-cookie.ts";
import { readAacConfig } from "./aac-config.ts";
import { type Box, boxes } from "./mp4-box.ts";
import { pcmConfig, pcmEntry } from "./mp4-pcm.ts";
import { known } from "./known.ts";

const CODECS: Readonly<Record<string, string>> = {
  mp4a: "AAC",
  alac: "ALAC",
  "ac-3": "AC-3",
  "ec-3": "E-AC-3",
  Opus: "Opus",
  fLaC: "FLAC",
  ".mp3": "MP3",
  samr: "AMR-NB",
  sawb: "AMR-WB",
  ulaw: "mu-law",
  alaw: "A-law",
  ima4: "IMA ADPCM",
};
const LOSSLESS = new Set(["ALAC", "FLAC", "PCM", "PCM float"]);
/** The longest codec configuration that is read; they have tens of bytes. */
const MAX_CONFIG_BYTES = 4_096;

/**
 * Codec, rate and channels of a sound track. The sample entry says "2 channels" for every mono AAC and can't
 * hold rates over 65,535 Hz; the codec's own configuration inside it wins.
 */
export function sampleEntry(source: ByteSource, stsd: Box): Found {
  const [entry] = boxes(source, stsd.start + 8, stsd.end);
  if (entry === undefined) return {};
  const fields = readFields(source, entry.start, 64, "big");
  const version = fields.u16(8);
  const pcm = pcmEntry(entry.type, fields);
  const codec = pcm?.codec ?? CODECS[entry.type] ?? entry.type.trim();
  const plain: Found = {
    codec,
    lossless: LOSSLESS.has(codec),
    channels: version === 2 ? fields.u32(40) : fields.u16(16),
    sampleRateHz: version === 2 ? fields.f64(32) : fields.u32(24) / 0x1_0000,
    bitsPerSample: pcm?.bitsPerSample ?? (LOSSLESS.has(codec) ? fields.u16(18) : undefined),
  };
  // QuickTime's versions 1 and 2 have more fields before the boxes inside.
  const childrenAt = entry.start + (version === 1 ? 44 : version === 2 ? 64 : 28);
  return { ...plain, ...configured(source, { type: entry.type, start: childrenAt, end: entry.end }, codec) };
}

function configured(source: ByteSource, inside: Box, codec: string): Found {
  for (const box of boxes(source, inside.start, inside.end)) {
    const bytes = (): Fields =>
      readFields(source, box.start, Math.min(box.end - box.start, MAX_CONFIG_BYTES), "big");
    if (box.type === "wave") return configured(source, { ...box, type: inside.type }, codec);
    if (box.type === "esds") return esds(bytes(), codec);
    // Four bytes of version and flags stand before it.
    if (box.type === "alac") return known(alacCookie(bytes(), 4));
    // Four bytes of version, four of a block's head, and the block is the one that every FLAC file begins with.
    if (box.type === "dfLa") return flac(bytes());
    if (box.type === "pcmC") return known(pcmConfig(bytes()));
    if (box.type === "dac3") return known(ac3Config(bytes()));
    if (box.type === "dec3") return known(eac3Config(bytes()));
    if (box.type === "dOps") return { channels: bytes().u8(1), sampleRateHz: 48_000 };
  }
  return {};
}

function flac(config: Fields): Found {
  const { sampleRateHz, channels, bitsPerSample } = streamInfo(new Fields(config.slice(8, 8 + 34), "big"));
  return known({ sampleRateHz, channels, bitsPerSample });
}

/** Descriptors in descriptors: ES (3) holds the decoder's (4), and that its own configuration (5). */
function esds(fields: Fields, codec: string): Found {
  let at = 4;
  while (at < fields.bytes.length) {
    const tag = fields.u8(at);
    let length = 0;
    let next = at + 1;
    // Seven bits a byte, at most four bytes.
    for (let each = 0; each < 4; each += 1, next += 1) {
      length = length * 128 + (fields.u8(next) & 0x7f);
      if (fields.u8(next) < 0x80) break;
    }
    next += 1;
    if (tag === 3) at = next + 3 + streamExtras(fields.u8(next + 2));
    else if (tag === 4) {
      // Object types 0x69 and 0x6B are MPEG audio, which has no configuration.
      const type = fields.u8(next);
      if (type === 0x69 || type === 0x6b) return { codec: "MP3" };
      at = next + 13;
    } else if (tag === 5) {
      const config = readAacConfig(fields.slice(next, next + length));
      return { ...known(config), codec: codec === "AAC" ? config.codec : codec };
    } else return {};
  }
  return {};
}

/**
 * A dependent stream's id and a clock's id stand in between where the flags say so; a URL never does in
 * files.
 */
function streamExtras(flags: number): number {
  return ((flags & 0x80) === 0 ? 0 : 2) + ((flags & 0x20) === 0 ? 0 : 2);
}
