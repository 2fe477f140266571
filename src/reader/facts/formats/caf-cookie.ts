import type { ByteSource } from "../../byte-source.ts";
import { Fields, readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { alacCookie } from "./alac-cookie.ts";
import { streamInfo } from "./flac.ts";
import { known } from "./known.ts";

/** Two boxes around it at most. */
const MAX_BYTES = 128;

/** The `kuki` chunk: what the decoder is set up with, in boxes of QuickTime by some writers and bare by others. */
export function cafCookie(source: ByteSource, chunk: Chunk | undefined, format: string): Found {
  if (chunk === undefined) return {};
  const cookie = readFields(source, chunk.start, Math.min(chunk.sizeBytes, MAX_BYTES), "big");
  if (format === "alac") {
    const isBoxed = cookie.id(4) === "frma";
    return known(alacCookie(cookie, isBoxed ? 12 + 12 : 0));
  }
  // A box with its version, and the head of the block.
  if (format !== "flac" || cookie.id(4) !== "dfLa") return {};
  const { channels, sampleRateHz, bitsPerSample, durationSeconds } = streamInfo(
    new Fields(cookie.slice(16, 50), "big"),
  );
  return known({ channels, sampleRateHz, bitsPerSample, durationSeconds });
}
