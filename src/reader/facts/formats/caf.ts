import type { AssetMetadata } from "../../../asset/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found, RawTag } from "../found.ts";
import { iff64Chunks } from "../iff64-chunks.ts";
import { type AppleLoop, readAppleLoop } from "../musical/apple-loop.ts";
import { MAX_CUE_POINTS } from "../musical/cue-sheet.ts";
import { playedAt } from "../musical/inst.ts";
import { textPairs } from "../musical/text-pairs.ts";

const MAX_CHUNK_BYTES = 64 * 1024;
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
  let [desc, table]: (Fields | undefined)[] = [];
  let audioBytes = 0;
  let extras: Partial<AssetMetadata> = {};
  const tags: RawTag[] = [];
  let loop: AppleLoop | undefined;
  for (const { id, start, sizeBytes } of iff64Chunks(source, 8, "none")) {
    const content = (): Fields => readFields(source, start, Math.min(sizeBytes, MAX_CHUNK_BYTES), "big");
    if (id === "desc") desc ??= content();
    else if (id === "pakt") table ??= content();
    else if (id === "data") audioBytes ||= Math.max(0, sizeBytes - 4);
    else if (id === "info") tags.push(...infoTags(content()));
    else if (id === "uuid") loop ??= readAppleLoop(content());
    else if (id === "mark") extras = { ...extras, ...markers(content()) };
    else if (id === "inst") extras = { ...extras, ...instrument(content()) };
  }
  return {
    container: "CAF",
    ...facts(desc, table, audioBytes),
    tags: [...tags, ...(loop?.tags ?? [])],
    hints: loop === undefined ? [] : [loop.hint],
    extras: { ...loop?.extras, ...extras },
  };
}

function facts(desc: Fields | undefined, table: Fields | undefined, audioBytes: number): Found {
  if (desc === undefined) return {};
  const [sampleRateHz, format, channels] = [desc.f64(0), desc.id(8), desc.u32(24)];
  const [packetBytes, packetFrames, bits] = [desc.u32(16), desc.u32(20), desc.u32(28)];
  const constant = packetBytes > 0 ? Math.floor(audioBytes / packetBytes) * packetFrames : 0;
  const valid = table?.u64(8) ?? 0;
  // A table of constant packets cuts the last one's padding; one that says more than there is comes from a
  // whole file.
  const frames = valid > 0 && (packetBytes === 0 || valid <= constant) ? valid : constant;
  const durationSeconds = frames / sampleRateHz;
  return {
    codec: format === "lpcm" && (desc.u32(12) & 1) === 1 ? "PCM float" : (CODECS[format] ?? format.trim()),
    sampleRateHz,
    channels,
    durationSeconds,
    bitsPerSample: LOSSLESS.has(format) ? bits : undefined,
    bitrate: (audioBytes * 8) / durationSeconds,
    lossless: LOSSLESS.has(format),
  };
}

function infoTags(fields: Fields): RawTag[] {
  const names = new Map([
    ["comments", "comment"],
    ["tempo", "bpm"],
    ["key signature", "key"],
  ]);
  return textPairs(fields, 4).map(([name, value]) => ({ name: names.get(name) ?? name, value }));
}

function markers(fields: Fields): Partial<AssetMetadata> {
  const room = Math.floor((fields.bytes.length - 8) / 28);
  const cuePoints = [];
  for (let each = 0; each < Math.min(fields.u32(4), room, MAX_CUE_POINTS); each += 1) {
    const position = Math.round(fields.f64(8 + each * 28 + 4));
    if (position >= 0) cuePoints.push({ position });
  }
  return cuePoints.length === 0
    ? {}
    : { cuePoints: cuePoints.sort((one, other) => one.position - other.position) };
}

function instrument(fields: Fields): Partial<AssetMetadata> {
  const note = fields.f32(0);
  const root = Math.round(note);
  const cents = Math.round((note - root) * 100);
  const [low, high, soft, loud] = [fields.u8(4), fields.u8(5), fields.u8(6), fields.u8(7)];
  return {
    ...(root > 0 && root <= 127 ? { rootNote: root } : {}),
    ...(cents === 0 || !Number.isFinite(cents) ? {} : { detuneCents: cents }),
    ...playedAt({ low, high, soft, loud, gain: fields.f32(8) }),
  };
}
