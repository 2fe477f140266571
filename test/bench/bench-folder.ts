import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for generated data, kept from run to run: MUSAIC_BENCH_FOLDER, or below the system's temporary folder. */
export function benchFolder(name: string): string {
  const folder = join(process.env["MUSAIC_BENCH_FOLDER"] ?? join(tmpdir(), "musaic-bench-data"), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
