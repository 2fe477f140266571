import type { ByteSource } from "../byte-source.ts";

const STEP_BYTES = 64 * 1024;

/** Where `letters` stand first between `from` and `to`; undefined where they don't. */
export function findBytes(
  source: ByteSource,
  letters: string,
  range: { readonly from: number; readonly to: number },
): number | undefined {
  const wanted = Buffer.from(letters, "latin1");
  const end = Math.min(range.to, source.sizeBytes);
  for (let at = range.from; at < end; at += STEP_BYTES) {
    // The overlap finds letters on the seam of two steps.
    const bytes = source.read(at, STEP_BYTES + wanted.length - 1);
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(wanted);
    if (found !== -1) return at + found;
  }
  return undefined;
}

/** Where `letters` stand last, looking at no more than the last `within` bytes. */
export function findLastBytes(source: ByteSource, letters: string, within: number): number | undefined {
  const wanted = Buffer.from(letters, "latin1");
  const from = Math.max(0, source.sizeBytes - within);
  const bytes = source.read(from, source.sizeBytes - from);
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(wanted);
  return found === -1 ? undefined : from + found;
}
