import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { SIZES, growth, type Sized } from "./growth.ts";
import {
  atMost,
  inTurn,
  measure,
  median,
  medianSeconds,
  peakMb,
  told,
  type BenchRow,
  type Run,
} from "./measure.ts";

const ROUNDS = 3;

/** What is asked, and how. */
const REPORTS = {
  "duplicates --json --no-check": ["duplicates", "--json", "--no-check"],
  "duplicates --limit 20 --no-check": ["duplicates", "--limit", "20", "--no-check"],
  "duplicates --unused --format csv --no-check": ["duplicates", "--unused", "--format", "csv", "--no-check"],
  "duplicates --folders --json": ["duplicates", "--folders", "--json"],
  "missing --json": ["missing", "--json"],
  "status --json": ["status", "--json"],
} as const;

type Runs = Readonly<Record<string, readonly Run[]>>;

/** The reports over catalogs of 10,000, 100,000 and 1,000,000 assets, a tenth as many groups of ten copies each. */
export async function reports(): Promise<BenchRow[]> {
  const all: Sized<Runs>[] = [];
  for (const size of SIZES) {
    console.error(`  ${size.toLocaleString("en-US")} assets …`);
    all.push({ size, of: await runReports(size) });
  }
  const largest = all.at(-1);
  const duplicates = largest?.of["duplicates --json --no-check"] ?? [];
  const smaller = all.at(-2)?.of["duplicates --json --no-check"] ?? [];
  const firstByte = median(duplicates.map(({ firstByteSeconds }) => firstByteSeconds));
  return [
    ...Object.keys(REPORTS).map((report) => growth(report, all, (runs) => runs[report] ?? [])),
    told("largest catalog", `${largest?.size.toLocaleString("en-US")} assets`),
    atMost("duplicates --json --no-check, first byte", firstByte, { of: 2, unit: "s" }),
    atMost("… whole", medianSeconds(duplicates), { of: 10, unit: "s" }),
    told(
      "… memory at a tenth of it, and at all",
      `${Math.round(peakMb(smaller))} MB, ${Math.round(peakMb(duplicates))} MB`,
    ),
  ];
}

function runReports(assets: number): Promise<Runs> {
  return withBenchServer(async (server) => {
    const url = await server.newCatalog();
    await withSession(addressOfUrl(url), (session) => fill(session, assets));
    const commands = Object.values(REPORTS).map(
      (args) => (): Promise<Run> =>
        measure({
          program: process.execPath,
          args: [MAIN, ...args],
          env: { MUSAIC_DB_CONNECTION_STRING: url },
        }),
    );
    const runs = await inTurn(commands, ROUNDS);
    return Object.fromEntries(Object.keys(REPORTS).map((report, index) => [report, runs[index] ?? []]));
  });
}

/** 1,000 files a pack, every hundredth used by a clip of one of 50 songs. */
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
