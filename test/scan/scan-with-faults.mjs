/**
 * Run with `--require test/world/failing-fs.cjs`: scans a library again and again, and lets the first, the second, … question
 * to the file system fail, until a pass asks fewer. Prints what was lost, one JSON line an errno and mode.
 */
import { setEnvironmentData } from "node:worker_threads";
import { addressOfUrl } from "../../build/catalog/database-address.js";
import { withSession } from "../../build/catalog/session.js";
import { thisProcess } from "../../build/filesystem/process-identity.js";
import { packageFile } from "../../build/package-file.js";
import { BatchPool } from "../../build/reader/batch-pool.js";
import { decodeOutcomes } from "../../build/reader/encoded-outcomes.js";
import { PassSessions } from "../../build/scan/pass-sessions.js";
import { scanFolders } from "../../build/scan/scan-folders.js";

const [url, library, gone, rulesJson] = process.argv.slice(2);
const address = addressOfUrl(url);
// Its threads here and not in a process of their own, as the faults lie in memory that threads share.
const workerFile = packageFile("dist/reader-worker.js");
const sessions = new PassSessions();
const threads = new BatchPool(workerFile, { threads: 1, stallMs: 30_000, followSymlinks: false });
const pool = {
  read: async (paths, options) => decodeOutcomes(await threads.read(paths, options)),
  start: () => threads.start(),
};
const memory = new SharedArrayBuffer(16);
const cells = new Int32Array(memory);
setEnvironmentData("failing-fs", { folder: library, memory });

async function scan(verify) {
  const request = {
    command: "scan",
    folders: [library],
    rules: JSON.parse(rulesJson),
    readers: 1,
    verify,
    reparse: false,
    dryRun: false,
    fromConfig: false,
    acceptMissing: false,
    adopt: false,
    wait: false,
    settleMs: 0,
    movedFrom: null,
  };
  const { signal } = new AbortController();
  const context = { address, process: thisProcess(), pool, sessions, signal, events: {} };
  return scanFolders(request, context);
}

const MODES = [
  ...[0, 1, 2, 3].map((errno) => ({ errno, onwards: 0 })),
  { errno: 0, onwards: 1 },
  { errno: 2, onwards: 1 },
];

await withSession(address, async (session) => {
  const rows = () =>
    session.sql(
      "SELECT id::text, file_path, file_hash FROM assets WHERE state = 'present' AND file_path <> $1 ORDER BY id",
      [gone],
    );
  const before = JSON.stringify(await rows());
  for (const { errno, onwards } of MODES) {
    const lost = [];
    const statuses = {};
    let k = 0;
    do {
      // The row of a file that is really gone makes each pass ask about it before it says so.
      await session.sql("UPDATE assets SET state = 'present' WHERE file_path = $1", [gone]);
      k++;
      [0, k, errno, onwards].forEach((value, index) => Atomics.store(cells, index, value));
      const status = await scan(true).then(
        (result) => result.status,
        (error) => `${error.name}: ${error.message}`,
      );
      Atomics.store(cells, 1, 0);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (JSON.stringify(await rows()) !== before) {
        lost.push(k);
        await session.sql("UPDATE assets SET state = 'present'");
      }
    } while (Atomics.load(cells, 0) >= k);
    const after = (await scan(true)).status;
    const recovered = JSON.stringify(await rows()) === before;
    console.log(JSON.stringify({ errno, onwards, asked: k - 1, lost, statuses, after, recovered }));
  }
});
await sessions.close();
await threads.close();
