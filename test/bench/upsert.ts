import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reading } from "../../src/domain/reading.ts";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { encodeReadings, READING_COLUMNS } from "../../src/catalog/encode-readings.ts";
import { storeReadings } from "../../src/catalog/store-readings.ts";
import { packageFile } from "../../src/package-file.ts";
import { readingOf, withStagedPass } from "../catalog/staged-pass.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { atLeast, isInstalled, median, told, type BenchRow } from "./measure.ts";

const ROWS = 100_000;
/** As many as a pass stores at once. */
const BATCH = 1_000;
const ROUNDS = 3;

/** 100,000 new readings through our encoder, COPY and merge, and through psql's \copy and the same merge. */
export async function upsert(): Promise<BenchRow[]> {
  if (!isInstalled("psql")) return [];
  return withBenchServer(async ({ newCatalog }) => {
    const ours: number[] = [];
    const psqls: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await throughUs(await newCatalog()));
      psqls.push(throughPsql(await newCatalog()));
    }
    const ratio = median(ours.map((seconds, index) => (psqls[index] ?? Number.NaN) / seconds));
    const rates = [ours, psqls].map((seconds) => Math.round(ROWS / median(seconds)).toLocaleString("en-US"));
    return [
      told("upsert of 100,000 staged rows", `${rates[0]} rows/s; psql ${rates[1]} rows/s`),
      atLeast("… against psql's \\copy and the same merge", ratio, { of: 0.7, unit: "× its speed" }),
    ];
  });
}

async function throughUs(url: string): Promise<number> {
  const readings = readingsOf();
  return withStagedPass({ address: addressOfUrl(url) }, readings, async ({ session, record, libraryId }) => {
    const started = performance.now();
    for (let from = 0; from < ROWS; from += BATCH) {
      await storeReadings(session, readings.slice(from, from + BATCH), { record, libraryId, verify: false });
    }
    return (performance.now() - started) / 1000;
  });
}

/** The same rows from files that were encoded before, in one psql with the same statements. */
function throughPsql(url: string): number {
  const folder = mkdtempSync(join(tmpdir(), "musaic-bench-"));
  try {
    const readings = readingsOf();
    const script = [preparation()];
    script.push("SELECT 'clock ' || extract(epoch FROM clock_timestamp());");
    for (let from = 0; from < ROWS; from += BATCH) {
      const file = join(folder, `${from}.copy`);
      writeFileSync(file, Buffer.concat(encodeReadings(readings.slice(from, from + BATCH), 1n)));
      script.push(batchScript(file));
    }
    script.push("SELECT 'clock ' || extract(epoch FROM clock_timestamp());");
    writeFileSync(join(folder, "script.sql"), script.join("\n"));
    const args = [url, "-v", "ON_ERROR_STOP=1", "-Atqf", join(folder, "script.sql")];
    const done = spawnSync("psql", args, { encoding: "utf8", maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`psql: ${done.stderr}`);
    const [from = Number.NaN, to = Number.NaN] = [...done.stdout.matchAll(/^clock ([\d.]+)$/gm)].map(
      ([, digits]) => Number(digits),
    );
    return to - from;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readingsOf(): Reading[] {
  const metadata = { container: "RIFF", codec: "PCM", bitrate: 1_411_200, lossless: true, bitsPerSample: 16 };
  return Array.from({ length: ROWS }, (_, n) => {
    const name = `Pack ${Math.floor(n / 1_000)}/Sample ${String(n).padStart(6, "0")}.wav`;
    const hash = (BigInt(n + 1) * 0x9e37_79b9_7f4a_7c15n).toString(16).padStart(64, "0").slice(-64);
    return readingOf(name, { hash, metadata });
  });
}

/** What a pass has in its session when it begins to store. */
function preparation(): string {
  return `${query("create_staging")}
    INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ('/library', '/library', 'm', 'm');
    INSERT INTO passes (library_id, command, machine_id, machine_name, pid, process_mark) VALUES (1, 'scan', 'm', 'm', 1, '');
    INSERT INTO pass_scope VALUES ('/library/', '/library0', 9, TRUE);
    INSERT INTO pass_changes (path, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, verdict, same_size, has_reading)
      SELECT format('/library/Pack %s/Sample %s.wav', n / 1000, lpad(n::text, 6, '0')), 4, 5, 6, 7, n, 8, 'read', FALSE, FALSE
      FROM generate_series(0, ${ROWS - 1}) n;
    ANALYZE pass_changes;`;
}

function batchScript(file: string): string {
  const store = query("store_batch").replaceAll("$1", "1").replaceAll("$2", "1");
  return `BEGIN;
TRUNCATE pass_batch;
\\copy pass_batch (${READING_COLUMNS.replaceAll(/\s+/g, " ")}) FROM '${file}' (FORMAT binary)
${store};
UPDATE passes SET heartbeat_at = clock_timestamp() WHERE id = 1;
COMMIT;`;
}

function query(name: string): string {
  return readFileSync(packageFile(`sql/queries/${name}.sql`), "utf8");
}
