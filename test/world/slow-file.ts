import { createHash } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";

const PROBE = Buffer.alloc(64 << 20);

/** A sparse file of zeros that takes about `seconds` to hash on this machine as busy as it is now, and no space. */
export function writeSlowFile(path: string, seconds: number): void {
  const started = performance.now();
  createHash("sha256").update(PROBE).digest();
  const bytes = Math.round((PROBE.length * seconds * 1_000) / (performance.now() - started));
  writeFileSync(path, "");
  truncateSync(path, bytes);
}
