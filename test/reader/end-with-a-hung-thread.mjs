// Reads its arguments as one batch, one of which blocks a thread for ever, and ends as any program does.
import { fileURLToPath } from "node:url";
import { ProcessPool } from "../../build/reader/process-pool.js";

const workerFile = fileURLToPath(new URL("hostile-worker.mjs", import.meta.url));
const pool = new ProcessPool({ workerFile, threads: 1, stallMs: 500, followSymlinks: false });
const outcomes = await pool.read(process.argv.slice(2), {});
console.log(outcomes.map((outcome) => (outcome.kind === "problem" ? outcome.code : outcome.kind)).join(" "));
await pool.close();
