import type { ByteSource } from "../../reader/byte-source.ts";
import { readFields } from "../../reader/facts/fields.ts";
import type { PcmLayout } from "./pcm-layout.ts";

/** By encoding: the kind of number, and bytes a sample. */
const WRITINGS = new Map<number, readonly [PcmLayout["number"], number]>([
  [2, ["signed", 1]],
  [3, ["signed", 2]],
  [4, ["signed", 3]],
  [5, ["signed", 4]],
  [6, ["float", 4]],
  [7, ["float", 8]],
]);

export function auLayout(source: ByteSource): PcmLayout | null {
  const order = readFields(source, 0, 4, "big").id(0) === "dns." ? "little" : "big";
  const head = readFields(source, 0, 24, order);
  const writing = WRITINGS.get(head.u32(12));
  if (writing === undefined) return null;
  const [number, sampleBytes] = writing;
  const [start, claimed, sampleRateHz, channels] = [head.u32(4), head.u32(8), head.u32(16), head.u32(20)];
  const rest = Math.max(0, source.sizeBytes - start);
  const audioBytes = claimed === 0 ? rest : Math.min(claimed, rest);
  const frames = Math.floor(audioBytes / (sampleBytes * channels));
  return { start, frames, sampleRateHz, channels, number, sampleBytes, order };
}
