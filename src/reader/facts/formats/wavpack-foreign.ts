import type { ByteSource } from "../../byte-source.ts";
import { MemorySource } from "../../memory-source.ts";
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
/** The honest ones have some kilobytes. */
const MAX_PART_BYTES = 1024 * 1024;

interface Part {
  readonly id: number;
  readonly source: ByteSource;
}

/** Chunks behind the audio may be about those before it: labels about cue points. */
interface Foreign extends Pick<Found, "tags" | "hints" | "extras"> {
  readonly slices: readonly number[];
}

/** What a WAV or AIFF said beside its audio before it became WavPack, which keeps it to be able to give it back. */
export function foreignChunks(source: ByteSource, firstBlock: number): Foreign {
  const header = parts(source, firstBlock).find(({ id }) => HEADERS.includes(id));
  if (header === undefined) return { slices: [] };
  const form = readFields(header.source, 0, FORM_BYTES, "big");
  const isAiff = form.id(0) === "FORM" && form.id(8).startsWith("AIF");
  if (!isAiff && form.id(0) !== "RIFF") return { slices: [] };
  const last = findLastBytes(source, "wvpk", TRAILER_WITHIN);
  const trailer = last === undefined ? [] : parts(source, last).filter(({ id }) => TRAILERS.includes(id));
  // Copies: the source may use one piece of memory for all its reads.
  const kept = [header, ...trailer].map((part) => new Uint8Array(part.source.read(0, MAX_PART_BYTES)));
  const whole = new MemorySource(Buffer.concat(kept));
  const chunks = isAiff ? new AiffChunks(whole) : new RiffChunks(whole, "little");
  const order = isAiff ? "big" : "little";
  const trailerAt = kept[0]?.length ?? 0;
  for (const [from, to] of [
    [FORM_BYTES, trailerAt],
    [trailerAt, whole.sizeBytes],
  ] as const)
    // The audio's own chunk claims what is not here, and ends the header.
    for (const chunk of iffChunks(sourcePart(whole, 0, to), from, { order })) chunks.take(chunk);
  const { tags, hints, extras } = chunks.found();
  return { tags, hints, extras, slices: chunks.slices() };
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
