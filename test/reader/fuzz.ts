import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { ReaderPool } from "../../src/reader/batch-pool.ts";
import { damage } from "./damage.ts";

export interface FuzzReport {
  readonly files: number;
  /** How many came out as what: "read", "read with error" or a problem's code. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Problems and wrong hashes, each with the file and the seed that bring it back. */
  readonly faults: readonly string[];
  readonly slowestBatchMs: number;
  readonly peakRssMb: number;
}

/** Files written and read at once. */
const BATCH = 50;

/** Some files get a tail that makes them larger than the read buffer: those are parsed from the disk. */
const LARGE_EVERY = 11;
const TAIL = Buffer.alloc(1_200_000, 0x5a);

/** Damages valid files in turn, seeds `firstSeed` and up, and reads them as users' files are read. */
export async function fuzz(
  pool: ReaderPool,
  valid: ReadonlyMap<string, Uint8Array>,
  { mutations, firstSeed = 0 }: { mutations: number; firstSeed?: number },
): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), "musaic-fuzz-"));
  const originals = [...valid];
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let [slowestBatchMs, peakRssMb] = [0, 0];
  try {
    for (let seed = firstSeed; seed < firstSeed + mutations; seed += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, firstSeed + mutations - seed) }, (_, index) =>
        damagedFile(folder, originals, seed + index),
      );
      const startedMs = performance.now();
      const read = await pool.read(
        batch.map(({ path }) => path),
        {},
      );
      slowestBatchMs = Math.max(slowestBatchMs, Math.round(performance.now() - startedMs));
      peakRssMb = Math.max(peakRssMb, Math.round(process.memoryUsage.rss() / 2 ** 20));
      for (const [index, outcome] of read.entries()) {
        const { name, hash } = batch[index] ?? { name: "", hash: "" };
        const word =
          outcome.kind === "problem" ? outcome.code : outcome.metadata.error ? "read with error" : "read";
        outcomes[word] = (outcomes[word] ?? 0) + 1;
        if (outcome.kind === "problem") faults.push(`${name}, seed ${seed + index}: ${word}`);
        else if (outcome.hash !== hash) faults.push(`${name}, seed ${seed + index}: wrong hash`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { files: mutations, outcomes, faults, slowestBatchMs, peakRssMb };
}

function damagedFile(
  folder: string,
  originals: readonly (readonly [string, Uint8Array])[],
  seed: number,
): { path: string; name: string; hash: string } {
  const [name, original] = originals[seed % originals.length] ?? ["", new Uint8Array(16)];
  const damaged = damage(original, seed);
  const bytes = seed % LARGE_EVERY === 0 ? Buffer.concat([damaged, TAIL]) : damaged;
  const path = join(folder, `${seed % BATCH}${extname(name)}`);
  writeFileSync(path, bytes);
  return { path, name, hash: createHash("sha256").update(bytes).digest("hex") };
}
