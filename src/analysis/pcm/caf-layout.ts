import type { ByteSource } from "../../reader/byte-source.ts";
import { readFields } from "../../reader/facts/fields.ts";
import type { Chunk } from "../../reader/facts/iff-chunks.ts";
import { iff64Chunks } from "../../reader/facts/iff64-chunks.ts";
import type { PcmLayout } from "./pcm-layout.ts";

const DESC_BYTES = 32;
/** `mFormatFlags`. */
const FLAG = { float: 1, littleEndian: 2 };
/** In front of the samples of `data`. */
const EDIT_COUNT_BYTES = 4;

export function cafLayout(source: ByteSource): PcmLayout | null {
  const chunks = new Map<string, Chunk>();
  for (const chunk of iff64Chunks(source, 8, "none")) if (!chunks.has(chunk.id)) chunks.set(chunk.id, chunk);
  const [description, audio] = [chunks.get("desc"), chunks.get("data")];
  if (description === undefined || audio === undefined) return null;
  const desc = readFields(source, description.start, DESC_BYTES, "big");
  const [flags, packetBytes, packetFrames] = [desc.u32(12), desc.u32(16), desc.u32(20)];
  const [channels, bits] = [desc.u32(24), desc.u32(28)];
  const sampleBytes = bits / 8;
  // Depths that need no whole bytes, and padded packets: the format does not say where the bits stand.
  const isPacked = packetFrames === 1 && packetBytes === sampleBytes * channels;
  if (desc.id(8) !== "lpcm" || !isPacked) return null;
  return {
    start: audio.start + EDIT_COUNT_BYTES,
    frames: Math.floor(Math.max(0, audio.sizeBytes - EDIT_COUNT_BYTES) / packetBytes),
    sampleRateHz: desc.f64(0),
    channels,
    sampleBytes,
    number: (flags & FLAG.float) === 0 ? "signed" : "float",
    order: (flags & FLAG.littleEndian) === 0 ? "big" : "little",
  };
}
