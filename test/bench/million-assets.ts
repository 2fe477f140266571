/**
 * 1,000,000 assets in 100,000 groups of ten, 1,000 folders, 10,000 clips in 50 songs, on a throw-away server: how long the
 * reports take until their first byte and their last, and the most memory this process has held by then.
 *
 *   npx tsx test/bench/million-assets.ts [assets]
 */
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { writeFolders } from "../../src/report/folders.ts";
import type { Output } from "../../src/report/output.ts";
import { writeDuplicates } from "../../src/report/write-duplicates.ts";
import { writeMissing } from "../../src/report/write-missing.ts";
import { writeStatus } from "../../src/report/write-status.ts";
import { clusterBinaries, startCluster } from "../world/cluster.ts";

async function fill(session: Session, assets: number): Promise<void> {
  await session.sql(
    "INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ('/bench', '/bench', 'm', 'm')",
  );
  await session.sql(
    `INSERT INTO assets (file_path, file_hash, duration, sample_rate, channels, library_id, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns)
     SELECT '/bench/Pack ' || lpad((n / 1000)::text, 4, '0') || '/Drums and Loops/' || lpad(n::text, 7, '0') || '_kick.wav',
       encode(sha256((n % ($1::int / 10))::text::bytea), 'hex'), 1.5, 44100, 2, 1, 40000 + (n % ($1 / 10)) * 3,
       1700000000000000000 + n * 1000, 1, 1, n, 1
     FROM generate_series(0, $1 - 1) n`,
    [assets],
  );
  await session.sql("INSERT INTO projects (name) SELECT 'Song ' || n FROM generate_series(1, 50) n");
  await session.sql("INSERT INTO tracks (project_id, name, type) SELECT id, 'T', 'AUDIO' FROM projects");
  await session.sql(
    `INSERT INTO clips (track_id, asset_id)
     SELECT t.id, a.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM assets WHERE inode % 100 = 7) a
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tracks) t ON t.n = 1 + a.n % 50`,
  );
  await session.sql("VACUUM ANALYZE");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

async function measure(what: string, report: (output: Output) => Promise<unknown>): Promise<void> {
  const start = performance.now();
  let firstMs: number | undefined;
  let bytes = 0;
  await report({
    columns: 120,
    color: false,
    write(chunk) {
      firstMs ??= performance.now() - start;
      bytes += Buffer.byteLength(chunk);
    },
  });
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const total = seconds(performance.now() - start);
  console.log(
    `${what}: first byte ${seconds(firstMs ?? 0)} s, whole ${total} s, ${Math.round(bytes / 1e6)} MB, peak ${peak} MB`,
  );
}

const [binaries] = clusterBinaries();
if (binaries === undefined) throw new Error("no PostgreSQL to measure on");
const cluster = startCluster("bench", binaries.binFolder);
try {
  await withSession(addressOfUrl(cluster.url("postgres")), async (session) => {
    await migrate(session);
    await fill(session, Number(process.argv[2] ?? 1_000_000));
    await measure("status", (output) => writeStatus(session, { format: "table" }, output));
    await measure("missing", (output) => writeMissing(session, { format: "json" }, output));
    await measure("duplicates --json --no-check", (output) =>
      writeDuplicates(session, { format: "json", check: false }, output),
    );
    await measure("duplicates --limit 20", (output) =>
      writeDuplicates(session, { format: "table", limit: 20 }, output),
    );
    await measure("duplicates --unused --format csv --no-check", (output) =>
      writeDuplicates(session, { format: "csv", unused: true, check: false }, output),
    );
    await measure("duplicates --folders", (output) => writeFolders(session, { format: "json" }, output));
  });
} finally {
  cluster.stop();
}
