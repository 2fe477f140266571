import type { IAudioMetadata } from "music-metadata";
import type { RawTag } from "./found.ts";

/** What music-metadata said, or how it failed. */
export interface LibraryAnswer {
  readonly audio?: IAudioMetadata;
  readonly failure?: string;
}

/**
 * Tempo and key under their names in the native tags, where music-metadata's common ones are cut or missing.
 */
const NATIVE_NAMES = new Map([
  ["tbpm", "bpm"],
  ["bpm", "bpm"],
  ["tempo", "bpm"],
  ["tmpo", "bpm"],
  ["wm/beatsperminute", "bpm"],
  ["txxx:bpm", "bpm"],
  ["txxx:tempo", "bpm"],
  ["----:com.apple.itunes:bpm", "bpm"],
  ["tkey", "key"],
  ["key", "key"],
  ["initialkey", "key"],
  ["initial key", "key"],
  ["wm/initialkey", "key"],
  ["txxx:key", "key"],
  ["txxx:initialkey", "key"],
  ["----:com.apple.itunes:initialkey", "key"],
  ["----:com.apple.itunes:key", "key"],
]);

/**
 * Tempo and key as the file spells them, because the common `bpm` has lost its fraction; then every common
 * tag.
 */
export function tagsOf(audio: IAudioMetadata): RawTag[] {
  const exact: RawTag[] = [];
  for (const native of Object.values(audio.native)) {
    for (const { id, value } of native) {
      const name = NATIVE_NAMES.get(id.toLowerCase());
      if (name !== undefined) exact.push({ name, value: name === "bpm" ? numberOf(value) : value });
    }
  }
  // libavformat's comment in ID3, which players show as one.
  const comments = Object.values(audio.native)
    .flat()
    .filter(({ id }) => id.toLowerCase() === "txxx:comment")
    .map(({ value }) => ({ name: "comment", value }));
  const common = Object.entries(audio.common).map(([name, value]) => ({ name, value }));
  return [...exact, ...common, ...comments];
}

/** Some write a decimal comma; what is no number stays as it is. */
function numberOf(value: unknown): unknown {
  const number = typeof value === "string" ? Number(value.trim().replace(",", ".")) : Number.NaN;
  return number > 0 ? number : value;
}
