import { createHash, hash } from "node:crypto";
import { readSync } from "node:fs";
import type { ReaderProgress } from "./reader-progress.ts";

/** Bytes asked of the disk at once, and the largest file that is parsed from memory. 4 MiB were no faster. */
const READ_BYTES = 1024 * 1024;

/** Room for one piece and a byte more: a file of just that size shows its end in the same read. */
export function readBuffer(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(READ_BYTES + 1);
}

/** `whole` is there when all bytes fitted into the buffer. */
interface HashedBytes {
  readonly hash: string;
  readonly whole: Uint8Array | null;
}

export type Hashed = HashedBytes | "size-differs" | "cancelled";

/**
 * SHA-256 of all bytes of an open file, read once from its start to its end into one buffer that is used again.
 *
 * @param sizeBytes what `fstat` said; more or fewer bytes mean that the file is being written
 */
export function hashDescriptor(
  descriptor: number,
  sizeBytes: number,
  { buffer, progress }: { buffer: Uint8Array; progress: ReaderProgress },
): Hashed {
  if (sizeBytes < buffer.length) return hashSmall(descriptor, sizeBytes, { buffer, progress });
  const sum = createHash("sha256");
  let total = 0;
  for (;;) {
    if (progress.cancelled) return "cancelled";
    const count = readSync(descriptor, buffer, 0, READ_BYTES, null);
    if (count === 0) break;
    total += count;
    if (total > sizeBytes) return "size-differs";
    sum.update(buffer.subarray(0, count));
    progress.addBytes(count);
  }
  return total === sizeBytes ? { hash: sum.digest("hex"), whole: null } : "size-differs";
}

function hashSmall(
  descriptor: number,
  sizeBytes: number,
  { buffer, progress }: { buffer: Uint8Array; progress: ReaderProgress },
): Hashed {
  let total = 0;
  // One byte more than there should be: a file that has grown is seen without a second read.
  while (total <= sizeBytes) {
    const count = readSync(descriptor, buffer, total, sizeBytes + 1 - total, null);
    total += count;
    // A regular file gives all that is asked for unless it ends; network drives may give less, so only 0 is the end.
    if (count === 0 || total === sizeBytes) break;
  }
  if (total !== sizeBytes) return "size-differs";
  progress.addBytes(total);
  const whole = buffer.subarray(0, total);
  // One call for the whole: no hash object, no stream (Node 20.12 and later).
  return { hash: hash("sha256", whole, "hex"), whole };
}
