import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { iff64Chunks } from "../iff64-chunks.ts";
import { CafChunks } from "../musical/caf-chunks.ts";
import { withSlices } from "../musical/slices.ts";

/** `desc` has 32 bytes, the head of `pakt` 24. */
const HEAD_BYTES = 32;
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
  const extras = new CafChunks(source);
  for (const chunk of iff64Chunks(source, 8, "none")) {
    const head = (): Fields => readFields(source, chunk.start, Math.min(chunk.sizeBytes, HEAD_BYTES), "big");
    if (chunk.id === "desc") desc ??= head();
    else if (chunk.id === "pakt") table ??= head();
    else if (chunk.id === "data") audioBytes ||= Math.max(0, chunk.sizeBytes - 4);
    else extras.take(chunk);
  }
  const found: Found = { container: "CAF", ...facts(desc, table, audioBytes), ...extras.found() };
  return { ...found, extras: withSlices(found, extras.slices()) };
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
