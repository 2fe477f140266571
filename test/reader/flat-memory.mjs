// Reads the same files over and over and prints how much more the heap holds in the end, in bytes.
// node --expose-gc flat-memory.mjs <folder> <rounds> (pool | threads): of who asks for them, or of who has the threads.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { packageFile } from "../../build/package-file.js";
import { BatchPool } from "../../build/reader/batch-pool.js";
import { openReaderPool } from "../../build/reader/reader-pool.js";

const [, , folder, rounds, whose] = process.argv;
const paths = readdirSync(folder).map((name) => join(folder, name));
const pool = whose === "pool" ? openReaderPool({ threads: 1 }) : openThreads();
const heapAfter = async (count) => {
  for (let round = 0; round < count; round++) await pool.read(paths, {});
  // What the last messages left is let go a moment later: the least of some looks.
  const looks = [];
  for (let look = 0; look < 5; look++) {
    await pause(50);
    globalThis.gc();
    looks.push(process.memoryUsage().heapUsed);
  }
  return Math.min(...looks);
};
const before = await heapAfter(5);
const after = await heapAfter(Number(rounds));
await pool.close();
console.log(after - before);

function openThreads() {
  const workerFile = packageFile("dist/reader-worker.js");
  return new BatchPool(workerFile, { threads: 1, stallMs: 30_000, followSymlinks: false });
}
