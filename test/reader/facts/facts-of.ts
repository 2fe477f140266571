import type { AssetMetadata } from "../../../src/domain/metadata.ts";
import type { AudioFacts } from "../../../src/domain/reading.ts";
import { readAudioFacts } from "../../../src/reader/facts/read-audio-facts.ts";
import { sourceOf } from "../../world/audio/source-of.ts";

export async function factsOf(bytes: Uint8Array, fileName = "unnamed"): Promise<AudioFacts> {
  return readAudioFacts(sourceOf(bytes), fileName);
}

export async function metadataOf(bytes: Uint8Array, fileName?: string): Promise<AssetMetadata> {
  return (await factsOf(bytes, fileName)).metadata;
}

/** Duration, rate, channels and codec in one line each, for tables. */
export async function lineOf(bytes: Uint8Array, fileName?: string): Promise<string> {
  const { durationSeconds, sampleRateHz, channels, metadata } = await factsOf(bytes, fileName);
  const seconds = durationSeconds === null ? "unknown" : `${Number(durationSeconds.toFixed(6))} s`;
  return [seconds, sampleRateHz, channels, metadata.container, metadata.codec, metadata.error?.code]
    .filter(Boolean)
    .join(" · ");
}

/** A line for each of some files, which are named like their keys. */
export async function linesOf(files: Readonly<Record<string, Uint8Array>>): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) said[name] = await lineOf(bytes, name);
  return said;
}
