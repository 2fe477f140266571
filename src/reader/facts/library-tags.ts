import { type IAudioMetadata, parseBuffer, parseFromTokenizer } from "music-metadata";
import type { RawTag, TagPart } from "./found.ts";
import { SourceTokenizer } from "./source-tokenizer.ts";

/**
 * Up to here the bytes are handed over in one piece: music-metadata's own tokenizer knows the end of a buffer
 * without the second parse that ours needs for it (measured: 455 µs a tagged WAV instead of 606).
 */
const BUFFERED_BYTES = 1024 * 1024;

/** What music-metadata said, or how it failed. */
export interface LibraryAnswer {
  readonly audio?: IAudioMetadata;
  readonly failure?: string;
}

/**
 * Asks music-metadata; a failure is a value, because the audio may be fine although a tag is not.
 *
 * @throws what a failed read threw
 */
export async function askLibrary({ part, mimeType }: TagPart): Promise<LibraryAnswer> {
  // Durations are ours: with `duration: true` Ogg and AAC would be read a second time.
  const options = { skipCovers: true };
  try {
    if (part.sizeBytes > BUFFERED_BYTES) {
      return { audio: await parseFromTokenizer(new SourceTokenizer(part, mimeType), options) };
    }
    // A copy, because the source may reuse its memory while music-metadata waits.
    return { audio: await parseBuffer(new Uint8Array(part.read(0, part.sizeBytes)), mimeType, options) };
  } catch (error) {
    // An I/O error of the descriptor under the source is the drive's fault, not the tag's.
    if (error instanceof Error && "syscall" in error) throw error;
    return { failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
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
  const common = Object.entries(audio.common).map(([name, value]) => ({ name, value }));
  return [...exact, ...common];
}

/** Some write a decimal comma; what is no number stays as it is. */
function numberOf(value: unknown): unknown {
  const number = typeof value === "string" ? Number(value.trim().replace(",", ".")) : Number.NaN;
  return number > 0 ? number : value;
}
