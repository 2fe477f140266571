import type { FormatParser } from "./found.ts";
import { parseAiff } from "./formats/aiff.ts";
import { parseFlac } from "./formats/flac.ts";
import { parseMpeg } from "./formats/mpeg.ts";
import { parseWav } from "./formats/wav.ts";
import type { Container } from "./sniff.ts";

/** Every container has its parser; what it leaves open and `hasFacts` allows, music-metadata fills in. */
export const PARSERS: Readonly<Record<Container, FormatParser>> = {
  aac: library("audio/aacp"),
  aiff: parseAiff,
  amr: () => ({}),
  ape: library("audio/ape"),
  asf: library("audio/ms-asf"),
  au: () => ({}),
  caf: () => ({}),
  dff: library("audio/dsd"),
  dsf: library("audio/dsf"),
  flac: parseFlac,
  matroska: library("video/matroska"),
  midi: () => ({}),
  mp4: library("audio/mp4"),
  mpeg: parseMpeg,
  musepack: library("audio/musepack"),
  ogg: library("audio/ogg"),
  tta: () => ({}),
  w64: () => ({}),
  wav: parseWav,
  wavpack: library("audio/wavpack"),
};

function library(mimeType: string): FormatParser {
  return (source) => ({ tagPart: { part: source, mimeType, hasFacts: true } });
}
