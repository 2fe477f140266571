// Reads the same files over and over and prints how much more the heap holds in the end, in bytes.
// node --expose-gc flat-memory.mjs <folder> <rounds>
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openReaderPool } from "../../dist/reader/reader-pool.js";

const [, , folder, rounds] = process.argv;
const paths = readdirSync(folder).map((name) => join(folder, name));
const pool = openReaderPool({ threads: 1 });
const heapAfter = async (count) => {
  for (let round = 0; round < count; round++) await pool.read(paths, {});
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
const before = await heapAfter(5);
const after = await heapAfter(Number(rounds));
await pool.close();
console.log(after - before);
