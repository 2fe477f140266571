import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new folder, gone with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "musaic-reader-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
