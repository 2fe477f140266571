import { parseAdts } from "./formats/adts.ts";
import { parseAiff } from "./formats/aiff.ts";
import { parseAmr } from "./formats/amr.ts";
import { parseApe } from "./formats/ape.ts";
import { parseAsf } from "./formats/asf.ts";
import { parseAu } from "./formats/au.ts";
import { parseCaf } from "./formats/caf.ts";
import { parseDff } from "./formats/dff.ts";
import { parseDsf } from "./formats/dsf.ts";
import { parseFlac } from "./formats/flac.ts";
import { parseGsm } from "./formats/gsm.ts";
import { parseMatroska } from "./formats/matroska.ts";
import { parseMidi } from "./formats/midi.ts";
import { parseMp4 } from "./formats/mp4.ts";
import { parseMpeg } from "./formats/mpeg.ts";
import { parseMusepack } from "./formats/musepack.ts";
import { parseOgg } from "./formats/ogg.ts";
import { parseRex2 } from "./formats/rex2.ts";
import { parseTta } from "./formats/tta.ts";
import { parseW64 } from "./formats/w64.ts";
import { parseWav } from "./formats/wav.ts";
import { parseWavpack } from "./formats/wavpack.ts";
import type { FormatParser } from "./found.ts";
import type { Container } from "./sniff.ts";

/** Every container has its parser. */
export const PARSERS: Readonly<Record<Container, FormatParser>> = {
  aac: parseAdts,
  aiff: parseAiff,
  amr: parseAmr,
  ape: parseApe,
  asf: parseAsf,
  au: parseAu,
  caf: parseCaf,
  dff: parseDff,
  dsf: parseDsf,
  flac: parseFlac,
  gsm: parseGsm,
  matroska: parseMatroska,
  midi: parseMidi,
  mp4: parseMp4,
  mpeg: parseMpeg,
  musepack: parseMusepack,
  ogg: parseOgg,
  rex2: parseRex2,
  tta: parseTta,
  w64: parseW64,
  wav: parseWav,
  wavpack: parseWavpack,
};
