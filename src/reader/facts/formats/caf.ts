import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { iff64Chunks } from "../iff64-chunks.ts";
import { CafChunks } from "../musical/caf-chunks.ts";
import { withSlices } from "../musical/slices.ts";
import { sourcePart } from "../source-part.ts";
import { cafCookie } from "./caf-cookie.ts";
import { cafFrames, type CafPackets } from "./caf-packets.ts";
import { bareFlac } from "./flac-length.ts";
import { scanMpeg } from "./mpeg-scan.ts";

const DESC_BYTES = 32;
/** Whose fields are read here; all others are what the file says beside its audio. */
const OWN_CHUNKS = new Set(["desc", "data", "pakt", "kuki"]);
/** By `mFormatFlags` of ALAC and FLAC. */
const LOSSLESS_BITS: Readonly<Record<number, number>> = { 1: 16, 2: 20, 3: 24, 4: 32 };
const CODECS: Readonly<Record<string, string>> = {
  lpcm: "PCM",
  alaw: "A-law",
  ulaw: "mu-law",
  ima4: "IMA ADPCM",
  "aac ": "AAC",
  aach: "HE-AAC",
  alac: "ALAC",
  ".mp3": "MP3",
  opus: "Opus",
  flac: "FLAC",
};
const LOSSLESS = new Set(["lpcm", "alac", "flac"]);

/**
 * Apple's Core Audio Format; the packet table's frames are exact, else packets of constant size are counted.
 */
export function parseCaf(source: ByteSource): Found {
  const chunks = new Map<string, Chunk>();
  const extras = new CafChunks(source);
  for (const chunk of iff64Chunks(source, 8, "none")) {
    if (!OWN_CHUNKS.has(chunk.id)) extras.take(chunk);
    else if (!chunks.has(chunk.id)) chunks.set(chunk.id, chunk);
  }
  const said = extras.found();
  const facts = soundFacts(source, chunks);
  const found: Found = { container: "CAF", ...facts, ...said, extras: { ...facts.extras, ...said.extras } };
  return { ...found, extras: withSlices(found, extras.slices()) };
}

function soundFacts(source: ByteSource, chunks: ReadonlyMap<string, Chunk>): Found {
  const [description, audio, table] = [chunks.get("desc"), chunks.get("data"), chunks.get("pakt")];
  if (description === undefined) return {};
  const desc = readFields(source, description.start, DESC_BYTES, "big");
  const [sampleRateHz, format, channels] = [desc.f64(0), desc.id(8), desc.u32(24)];
  const lossless = LOSSLESS.has(format);
  const plain: Found = {
    codec: format === "lpcm" && (desc.u32(12) & 1) === 1 ? "PCM float" : (CODECS[format] ?? format.trim()),
    sampleRateHz,
    channels,
    bitsPerSample: lossless ? bitsOf(desc, format) : undefined,
    lossless,
  };
  // Behind the count of edits.
  const start = (audio?.start ?? source.sizeBytes) + 4;
  const sound = sourcePart(source, start, (audio?.start ?? 0) + (audio?.sizeBytes ?? 0));
  const packets = {
    desc,
    sound,
    table: table && sourcePart(source, table.start, table.start + table.sizeBytes),
  };
  const own = { ...cafCookie(source, chunks.get("kuki"), format), ...framesOf(format, packets) };
  const { durationSeconds = 0 } = own;
  return { ...plain, ...own, bitrate: (sound.sizeBytes * 8) / durationSeconds };
}

/** Apple's lossless codecs have 0 bits in the description, and flags that stand for them. */
function bitsOf(desc: Fields, format: string): number {
  return format === "lpcm" ? desc.u32(28) : (LOSSLESS_BITS[desc.u32(12)] ?? 0);
}

/** How long it lasts: the stream's own word where the table of packets is not to be believed. */
function framesOf(format: string, packets: CafPackets): Found {
  const { desc, sound } = packets;
  if (format === ".mp3") {
    // Apple counts a frame of MPEG-2 rightly, others give it twice its samples.
    const scan = scanMpeg(sound);
    if (scan !== undefined) return { durationSeconds: scan.durationSeconds };
  }
  if (format === "flac") {
    const { frames, bits } = bareFlac(sound);
    if (frames > 0)
      return { durationSeconds: frames / desc.f64(0), ...(bits === 0 ? {} : { bitsPerSample: bits }) };
  }
  const { frames, paddingFrames } = cafFrames(packets, format);
  return {
    ...(frames > 0 ? { durationSeconds: frames / desc.f64(0) } : {}),
    ...(paddingFrames > 0 ? { extras: { paddingFrames } } : {}),
  };
}
