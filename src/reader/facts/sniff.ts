import type { ByteSource } from "../byte-source.ts";
import { readFields } from "./fields.ts";
import { findBytes } from "./find-bytes.ts";
import { looksLikeGsm } from "./formats/gsm.ts";
import { id3v2End } from "./id3v2-end.ts";

export type Container =
  | "aac"
  | "aiff"
  | "amr"
  | "ape"
  | "asf"
  | "au"
  | "caf"
  | "dff"
  | "dsf"
  | "flac"
  | "gsm"
  | "matroska"
  | "midi"
  | "mp4"
  | "mpeg"
  | "musepack"
  | "ogg"
  | "rex2"
  | "tta"
  | "w64"
  | "wav"
  | "wavpack";

/** Letters at the start of the file, and at 8 where the form's type follows. */
const MAGICS: readonly (readonly [magic: string, container: Container, form?: string])[] = [
  ["RIFF", "wav", "WAVE"],
  ["RF64", "wav", "WAVE"],
  ["BW64", "wav", "WAVE"],
  ["RIFX", "wav", "WAVE"],
  ["FORM", "aiff", "AIFF"],
  ["FORM", "aiff", "AIFC"],
  ["RIFF", "midi", "RMID"],
  ["CAT ", "rex2", "REX2"],
  ["fLaC", "flac"],
  ["OggS", "ogg"],
  ["caff", "caf"],
  ["riff\x2e\x91\xcf\x11", "w64"],
  [".snd", "au"],
  ["dns.", "au"],
  ["wvpk", "wavpack"],
  ["MAC ", "ape"],
  ["TTA1", "tta"],
  ["TTA2", "tta"],
  ["DSD ", "dsf"],
  ["FRM8", "dff"],
  ["MPCK", "musepack"],
  ["MP+", "musepack"],
  ["MThd", "midi"],
  ["\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"],
  ["\x1a\x45\xdf\xa3", "matroska"],
  ["#!AMR", "amr"],
];
const MP4_ATOMS = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot"]);
/** How far a name is looked for behind junk: an ID3 tag with a lying size, an HTTP header, a cut start. */
const JUNK_BYTES = 128 * 1024;

/** What the bytes are, whatever the file is named; undefined where nothing is recognised. */
export function sniff(source: ByteSource): Container | undefined {
  const direct = sniffAt(source, 0);
  if (direct !== undefined) return direct;
  const afterTags = id3v2End(source);
  const behind = afterTags === 0 ? undefined : sniffAt(source, afterTags);
  if (behind !== undefined) return behind;
  if (looksLikeGsm(source)) return "gsm";
  return sniffJunk(source, afterTags);
}

function sniffAt(source: ByteSource, position: number): Container | undefined {
  const head = readFields(source, position, 16, "big");
  for (const [magic, container, form] of MAGICS) {
    if (head.id(0, magic.length) === magic && (form === undefined || head.id(8) === form)) return container;
  }
  if (MP4_ATOMS.has(head.id(4)) && (head.u32(0) >= 8 || head.u32(0) === 1)) return "mp4";
  // Layer 0 is ADTS, any other layer MPEG audio; the scans look closer.
  if (head.u8(0) === 0xff && (head.u8(1) & 0xf6) === 0xf0) return "aac";
  if (head.id(0) === "ADIF") return "aac";
  return undefined;
}

/**
 * What begins with nothing known: FLAC behind junk, else MPEG audio, whose frames are looked for by its
 * parser.
 */
function sniffJunk(source: ByteSource, from: number): Container | undefined {
  if (findBytes(source, "fLaC\0\0\0\x22", { from, to: from + JUNK_BYTES }) !== undefined) return "flac";
  return "mpeg";
}
