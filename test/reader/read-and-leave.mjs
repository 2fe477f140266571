// Reads its arguments as one batch and leaves the pool open; with --real first, with the real parser.
import { fileURLToPath } from "node:url";
import { ProcessPool } from "../../build/reader/process-pool.js";
import { openReaderPool } from "../../build/reader/reader-pool.js";

const [first, ...others] = process.argv.slice(2);
const isReal = first === "--real";
const workerFile = fileURLToPath(new URL("hostile-worker.mjs", import.meta.url));
const pool = isReal
  ? openReaderPool({ threads: 1 })
  : new ProcessPool({ workerFile, threads: 1, stallMs: 5000, followSymlinks: false });
console.log("reads");
const outcomes = await pool.read(isReal ? others : [first, ...others], {});
console.log(outcomes.map(({ kind }) => kind).join(" "));
