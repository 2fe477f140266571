import type { ByteSource } from "../../reader/byte-source.ts";
import type { ByteOrder } from "../../reader/facts/fields.ts";
import { aiffParts, extended } from "../../reader/facts/formats/aiff.ts";
import { readFields } from "../../reader/facts/fields.ts";
import type { PcmLayout } from "./pcm-layout.ts";

interface Writing {
  readonly number: PcmLayout["number"];
  readonly order: ByteOrder;
  /** Where the type says it and not COMM's bits. */
  readonly sampleBytes?: number;
}

/** By AIFF-C's compression type. `raw ` is unsigned in 8 bits, as in QuickTime, where it comes from. */
const WRITINGS = new Map<string, Writing>([
  ["NONE", { number: "signed", order: "big" }],
  ["twos", { number: "signed", order: "big" }],
  ["sowt", { number: "signed", order: "little" }],
  ["raw ", { number: "unsigned", order: "big" }],
  ["in24", { number: "signed", order: "big", sampleBytes: 3 }],
  ["42ni", { number: "signed", order: "little", sampleBytes: 3 }],
  ["in32", { number: "signed", order: "big", sampleBytes: 4 }],
  ["23ni", { number: "signed", order: "little", sampleBytes: 4 }],
  ["fl32", { number: "float", order: "big", sampleBytes: 4 }],
  ["FL32", { number: "float", order: "big", sampleBytes: 4 }],
  ["fl64", { number: "float", order: "big", sampleBytes: 8 }],
  ["FL64", { number: "float", order: "big", sampleBytes: 8 }],
]);

export function aiffLayout(source: ByteSource): PcmLayout | null {
  const { form, common, audio } = aiffParts(source, () => undefined);
  if (common === undefined || audio === undefined) return null;
  const writing = WRITINGS.get(form === "AIFC" ? common.id(18) : "NONE");
  if (writing === undefined) return null;
  const [channels, claimed, bits] = [common.u16(0), common.u32(2), common.u16(6)];
  const sampleBytes = writing.sampleBytes ?? Math.ceil(bits / 8);
  if (writing.number === "unsigned" && sampleBytes !== 1) return null;
  // SSND begins with an offset to the first sample and a block size.
  const offset = readFields(source, audio.start, 8, "big").u32(0);
  const there = Math.floor(Math.max(0, audio.sizeBytes - 8 - offset) / (sampleBytes * channels));
  return {
    start: audio.start + 8 + offset,
    frames: claimed === 0 ? there : Math.min(claimed, there),
    sampleRateHz: extended(common, 8),
    channels,
    sampleBytes,
    number: writing.number,
    order: writing.order,
  };
}
