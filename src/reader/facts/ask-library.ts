import { parseBuffer, parseFromTokenizer } from "music-metadata";
import { isOurFault } from "../is-our-fault.ts";
import type { TagPart } from "./found.ts";
import type { LibraryAnswer } from "./library-tags.ts";
import { SourceTokenizer } from "./source-tokenizer.ts";

/**
 * Up to here the bytes are handed over in one piece: music-metadata's own tokenizer knows the end of a buffer
 * without the second parse that ours needs for it (measured: 455 µs a tagged WAV instead of 606).
 */
const BUFFERED_BYTES = 1024 * 1024;

/**
 * Asks music-metadata; a failure is a value, because the audio may be fine although a tag is not.
 *
 * @throws what a failed read threw, and when a part of music-metadata can't be loaded
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
    // An I/O error of the descriptor under the source is the drive's fault, and music-metadata loads its parsers when
    // it first needs them: neither is the tag's fault.
    if (isOurFault(error) || (error instanceof Error && "syscall" in error)) throw error;
    return { failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
