import type { ByteSource } from "../../reader/byte-source.ts";
import { type Container, sniff } from "../../reader/facts/sniff.ts";
import { aiffLayout } from "./aiff-layout.ts";
import { auLayout } from "./au-layout.ts";
import { cafLayout } from "./caf-layout.ts";
import { w64Layout, wavLayout } from "./wave-layout.ts";
import type { PcmLayout } from "./pcm-layout.ts";

/** Null for what is not uncompressed, or not in a way that we know. */
export function findPcm(source: ByteSource): PcmLayout | null {
  const layout = layoutIn(source);
  if (layout === null || !Number.isSafeInteger(layout.start)) return null;
  const { channels, sampleRateHz, number, sampleBytes } = layout;
  const known = number === "float" ? FLOAT_BYTES : INTEGER_BYTES;
  return channels >= 1 && channels <= MOST_CHANNELS && sampleRateHz > 0 && known.has(sampleBytes)
    ? layout
    : null;
}

const INTEGER_BYTES = new Set([1, 2, 3, 4]);
const FLOAT_BYTES = new Set([4, 8]);
/** Sixth-order ambisonics has 49; a header with more is damaged, and each costs its filters. */
const MOST_CHANNELS = 64;

const LAYOUTS: Partial<Record<Container, (source: ByteSource) => PcmLayout | null>> = {
  wav: wavLayout,
  w64: w64Layout,
  aiff: aiffLayout,
  caf: cafLayout,
  au: auLayout,
};

function layoutIn(source: ByteSource): PcmLayout | null {
  const container = sniff(source);
  return (container && LAYOUTS[container]?.(source)) ?? null;
}
