import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { AiffChunks } from "../musical/aiff-chunks.ts";
import { RiffChunks } from "../musical/riff-chunks.ts";
import { flacBlocks } from "./flac-blocks.ts";

const APPLICATION = 2;
/**
 * What a WAV or AIFF said beside its audio before it became FLAC: `flac --keep-foreign-metadata` puts each chunk into an
 * APPLICATION block of its own.
 */
export function foreignChunks(
  stream: ByteSource,
): Pick<Found, "tags" | "hints"> & { extras: Partial<AssetMetadata>; slices: readonly number[] } {
  const riff = new RiffChunks(stream, "little");
  const aiff = new AiffChunks(stream);
  for (const block of flacBlocks(stream)) {
    if (block.type !== APPLICATION || block.sizeBytes < 12) continue;
    const head = readFields(stream, block.start, 8, "big");
    const kind = head.id(0);
    if (kind !== "riff" && kind !== "aiff") continue;
    const start = block.start + 12;
    const sizeBytes = block.start + block.sizeBytes - start;
    const chunk: Chunk = { id: head.id(4), start, claims: sizeBytes, sizeBytes };
    (kind === "riff" ? riff : aiff).take(chunk);
  }
  const [wave, apple] = [riff.found(), aiff.found()];
  return {
    tags: [...(wave.tags ?? []), ...(apple.tags ?? [])],
    hints: [...(wave.hints ?? []), ...(apple.hints ?? [])],
    extras: { ...wave.extras, ...apple.extras },
    slices: [...riff.slices(), ...aiff.slices()],
  };
}
