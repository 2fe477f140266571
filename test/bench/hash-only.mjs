// Two threads that do nothing but SHA-256 every file below a folder: what a first scan is held against.
// node hash-only.mjs <folder>
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Worker, isMainThread, workerData } from "node:worker_threads";

const THREADS = 2;
if (isMainThread) {
  const folder = process.argv[2];
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const start = () => new Worker(new URL(import.meta.url), { workerData: { paths, next } });
  Array.from({ length: THREADS }, start);
} else {
  const { paths, next } = workerData;
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let at = Atomics.add(next, 0, 1); at < paths.length; at = Atomics.add(next, 0, 1)) {
    const file = openSync(paths[at], "r");
    const hash = createHash("sha256");
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read));
    hash.digest("hex");
    closeSync(file);
  }
}
