import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { packageFile } from "../../src/package-file.ts";
import { BatchPool } from "../../src/reader/batch-pool.ts";
import { decodeOutcomes } from "../../src/reader/encoded-outcomes.ts";
import { ProcessPool } from "../../src/reader/process-pool.ts";
import { openReaderPool } from "../../src/reader/reader-pool.ts";
import type { ReaderPoolOptions } from "../../src/reader/reader-pool.ts";
import type { ReaderPool } from "../../src/reader/batch-pool.ts";

/** The pool that everyone uses, closed with the test. */
export function openTestPool(options: Partial<ReaderPoolOptions> = {}): ReaderPool {
  const pool = openReaderPool({ threads: 2, ...options });
  onTestFinished(() => pool.close());
  return pool;
}

/** The same pool over threads whose parser does harm: see hostile-worker.mjs. */
export function openHostilePool(options: { threads?: number; stallMs?: number } = {}): ReaderPool {
  return openTestPoolOf("hostile-worker.mjs", options);
}

/** The same pool over threads of another file of this folder. */
export function openTestPoolOf(
  worker: string,
  options: { threads?: number; stallMs?: number } = {},
): ReaderPool {
  const workerFile = fileURLToPath(new URL(worker, import.meta.url));
  const { threads = 1, stallMs = 1000 } = options;
  const pool = new ProcessPool({ workerFile, threads, stallMs, followSymlinks: false });
  onTestFinished(() => pool.close());
  return pool;
}

/** The same threads in this very process, for what a test measures or changes of it. */
export function openThreadPool(): ReaderPool {
  const workerFile = packageFile("dist/reader-worker.js");
  const pool = new BatchPool(workerFile, { threads: 1, stallMs: 30_000, followSymlinks: false });
  onTestFinished(() => pool.close());
  return {
    read: async (paths, options) => decodeOutcomes(await pool.read(paths, options)),
    start: () => undefined,
    close: () => pool.close(),
  };
}
