import { afterAll } from "vitest";
import { openWalker, type Walker } from "../../src/filesystem/walker.ts";
import type { ReaderPool } from "../../src/reader/batch-pool.ts";
import { openReaderPool } from "../../src/reader/reader-pool.ts";

/** One of each for all scans of a test file: to start threads for each scan took more of the suite's time than all else. */
const pools = new Map<string, ReaderPool>();
let walker: Walker | null = null;

/** A pool with two threads, as `scan` has it, that lives as long as the test file. Its process is the user's who runs now. */
export function sharedReaderPool(followSymlinks: boolean): ReaderPool {
  const key = `${process.geteuid?.()} ${followSymlinks}`;
  const pool = pools.get(key) ?? openReaderPool({ threads: 2, followSymlinks });
  pools.set(key, pool);
  return pool;
}

/** A walker that keeps its thread, as the service has it. */
export function sharedWalker(): Walker {
  walker ??= openWalker();
  return walker;
}

afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.close()));
  pools.clear();
  walker?.close();
  walker = null;
});
