import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { BatchPool } from "../../src/reader/batch-pool.ts";
import { openReaderPool } from "../../src/reader/reader-pool.ts";
import type { ReaderPool, ReaderPoolOptions } from "../../src/reader/reader-pool.ts";

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
  const pool = new BatchPool(workerFile, { threads, stallMs, followSymlinks: false });
  onTestFinished(() => pool.close());
  return pool;
}
