import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import { findLastBytes } from "../find-bytes.ts";
import type { Found } from "../found.ts";
import { iffChunks } from "../iff-chunks.ts";
import { AiffChunks } from "../musical/aiff-chunks.ts";
import { RiffChunks } from "../musical/riff-chunks.ts";
import { sourcePart } from "../source-part.ts";

/** Kinds of metadata that hold the source's bytes before and behind its audio: WAV's, then those of other formats. */
const HEADERS = [0x21, 0x23];
const TRAILERS = [0x22, 0x24];
const HEAD_BYTES = 32;
/** The trailer is in the last block, behind a checksum; tags may follow. */
const TRAILER_WITHIN = 1024 * 1024;
/** A form's letters, its size and its type. */
const FORM_BYTES = 12;

interface Part {
  readonly id: number;
  readonly source: ByteSource;
}

/** What a WAV or AIFF said beside its audio before it became WavPack, which keeps it to be able to give it back. */
export function foreignChunks(
  source: ByteSource,
  firstBlock: number,
): Pick<Found, "tags" | "hints" | "extras"> {
  const header = parts(source, firstBlock).find(({ id }) => HEADERS.includes(id));
  if (header === undefined) return {};
  const form = readFields(header.source, 0, FORM_BYTES, "big");
  const isAiff = form.id(0) === "FORM" && form.id(8).startsWith("AIF");
  if (!isAiff && form.id(0) !== "RIFF") return {};
  const last = findLastBytes(source, "wvpk", TRAILER_WITHIN);
  const trailer =
    last === undefined ? undefined : parts(source, last).find(({ id }) => TRAILERS.includes(id));
  const found: Pick<Found, "tags" | "hints" | "extras">[] = [];
  for (const [from, part] of [
    [FORM_BYTES, header.source],
    [0, trailer?.source],
  ] as const) {
    if (part === undefined) continue;
    const chunks = isAiff ? new AiffChunks(part) : new RiffChunks(part, "little");
    for (const chunk of iffChunks(part, from, { order: isAiff ? "big" : "little" })) chunks.take(chunk);
    const { tags, hints, extras } = chunks.found();
    found.push({ tags, hints, extras });
  }
  return {
    tags: found.flatMap(({ tags = [] }) => tags),
    hints: found.flatMap(({ hints = [] }) => hints),
    extras: Object.assign({}, ...found.map(({ extras = {} }) => extras)) as Found["extras"],
  };
}

/** The parts of a block's metadata. */
function parts(source: ByteSource, at: number): Part[] {
  const found: Part[] = [];
  const head = readFields(source, at, HEAD_BYTES, "little");
  const end = Math.min(at + 8 + head.u32(4), source.sizeBytes);
  for (let position = at + HEAD_BYTES; position < end;) {
    const word = readFields(source, position, 4, "little");
    const isLarge = (word.u8(0) & 0x80) !== 0;
    const start = position + (isLarge ? 4 : 2);
    const sizeBytes = (isLarge ? word.u24(1) : word.u8(1)) * 2;
    // A size is counted in words; the second bit says that the last one is half empty.
    const odd = (word.u8(0) & 0x40) !== 0 ? 1 : 0;
    found.push({ id: word.u8(0) & 0x3f, source: sourcePart(source, start, start + sizeBytes - odd) });
    position = start + sizeBytes;
  }
  return found;
}
