import type { ByteSource } from "../byte-source.ts";

/** A part of a file as if it were a file of its own: an ID3 chunk, the MP3 in a WAV, a FLAC behind junk. */
export function sourcePart(source: ByteSource, from: number, to: number = source.sizeBytes): ByteSource {
  const start = Math.min(Math.max(0, from), source.sizeBytes);
  const sizeBytes = Math.max(0, Math.min(to, source.sizeBytes) - start);
  return {
    sizeBytes,
    read: (position, length) =>
      source.read(start + position, Math.max(0, Math.min(length, sizeBytes - position))),
  };
}
