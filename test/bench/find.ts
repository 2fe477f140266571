import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { atMost, inTurn, measure, medianSeconds, told, type BenchRow, type Run } from "./measure.ts";

const ASSETS = Number(process.env["MUSAIC_BENCH_FILES"] ?? 1_000_000);
const ROUNDS = 3;
/** DESIGN's: a whole command, over a million assets, with a running server. */
const MOST_SECONDS = 0.25;

/** Broad and narrow questions, and such as contradict each other, which meet nothing on any page of an index. */
const QUESTIONS: readonly (readonly string[])[] = [
  [],
  ["kick"],
  ["kick", "012"],
  ["0123456"],
  ["--tempo", "118..124"],
  ["--tempo", "120", "--fold"],
  ["--key", "Am"],
  ["--key", "8A", "--compatible", "--sort", "duration"],
  ["--tempo", "118..124", "--key", "Am", "--compatible", "--duration", "..8", "--loop", "--unused"],
  ["--duration", "..2"],
  ["--duration", "..2", "--sort", "duration"],
  ["--loop"],
  ["--loop", "--sort", "tempo"],
  ["--one-shot", "--tempo", "118..124"],
  ["--one-shot", "--rate", "96000", "--channels", "1"],
  ["--channels", "6"],
  ["--bits", "32", "--duration", "..0.5"],
  ["--unused"],
  ["--unused", "--sort", "added"],
  ["--under", "/bench/Pack 0990", "--sort", "duration"],
  ["--under", "/bench/Pack 0990", "--loop", "--tempo", "100..140"],
  ["--library", "/bench", "--sort", "added"],
  ["--added", "1d"],
  ["--added", "1d", "--sort", "tempo", "--loop"],
  ["snare", "--key", "F#m", "--tempo", "90..100", "--rate", "48k"],
  ["pad", "--key", "C", "--under", "/bench/Pack 0500", "/bench/Pack 0501"],
];

/** The longest of each command's medians; MUSAIC_BENCH_DATABASE is the URL of an empty database to ask instead of the embedded one. */
export async function find(): Promise<BenchRow[]> {
  const given = process.env["MUSAIC_BENCH_DATABASE"];
  if (given !== undefined) return ask(given);
  return withBenchServer(async (server) => ask(await server.newCatalog()));
}

async function ask(url: string): Promise<BenchRow[]> {
  await withSession(addressOfUrl(url), (session) => fill(session));
  const commands = QUESTIONS.map(
    (args) => (): Promise<Run> =>
      measure({
        program: process.execPath,
        args: [MAIN, "find", "--json", ...args],
        env: { MUSAIC_DB_CONNECTION_STRING: url },
      }),
  );
  const runs = await inTurn([help, ...commands], ROUNDS);
  const [alone = [], ...asked] = runs;
  return [
    told("find --help, for comparison", `${medianSeconds(alone).toFixed(2)} s`),
    ...QUESTIONS.map((args, n) =>
      atMost(`find ${args.join(" ")} over ${ASSETS.toLocaleString("en-US")}`, medianSeconds(asked[n] ?? []), {
        of: MOST_SECONDS,
        unit: "s",
      }),
    ),
  ];
}

function help(): Promise<Run> {
  return measure({ program: process.execPath, args: [MAIN, "find", "--help"] });
}

/** A third each of loops with tempo and key, one-shots, and files that say nothing; 1,000 files a pack. */
async function fill(session: Session): Promise<void> {
  await session.sql(
    "INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ('/bench', '/bench', 'm', 'm')",
  );
  // A million rows are put in without indexes, and these made anew: a quarter of the time.
  const indexes = await session.sql<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename = 'assets' AND schemaname = 'public' AND indexdef NOT LIKE 'CREATE UNIQUE%'`,
  );
  for (const { name } of indexes) await session.sql(`DROP INDEX ${name}`);
  await session.sql(
    `INSERT INTO assets (file_path, file_hash, duration, sample_rate, channels, metadata, library_id, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, added_at)
     SELECT '/bench/Pack ' || lpad((n / 1000)::text, 4, '0') || (ARRAY['/Loops/', '/One-Shots/', '/Stems/'])[1 + n % 3]
         || (ARRAY['kick', 'snare', 'hat', 'bass', 'pad', 'vox', 'fx'])[1 + n % 7] || '_' || lpad(n::text, 7, '0') || '.wav',
       encode(sha256((n - n % 10)::text::bytea), 'hex'), (n % 1000) / 50.0,
       CASE WHEN n % 1000 = 1 THEN 96000 WHEN n % 5 = 0 THEN 48000 ELSE 44100 END, CASE WHEN n % 5000 = 0 THEN 6 ELSE 1 + n % 2 END,
       jsonb_build_object('container', 'WAVE', 'codec', 'PCM', 'lossless', true, 'bitsPerSample', CASE WHEN n % 100 = 0 THEN 32 WHEN n % 2 = 0 THEN 24 ELSE 16 END,
           'tags', jsonb_build_object('artist', 'Maker ' || n % 500, 'comment', 'made for the bench ' || n))
         || CASE n % 3 WHEN 0 THEN jsonb_build_object('oneShot', false, 'beats', 8,
             'tempo', jsonb_build_object('bpm', 60 + (n / 3) % 121, 'source', 'acid'),
             'key', jsonb_build_object('key', (ARRAY['C','C#','D','D#','E','F','F#','G','G#','A','A#','B'])[1 + (n / 3) % 12] || (ARRAY[' minor',' major'])[1 + (n / 36) % 2], 'source', 'filename'))
           WHEN 1 THEN jsonb_build_object('oneShot', true) ELSE '{}' END,
       1, 40000 + n, 1700000000000000000 + n * 1000, 1, 1, n, 1, now() - (1000000 - n) * interval '1 minute'
     FROM generate_series(0, $1::int - 1) n`,
    [ASSETS],
  );
  for (const { definition } of indexes) await session.sql(definition);
  await session.sql("INSERT INTO projects (name) SELECT 'Song ' || n FROM generate_series(1, 50) n");
  await session.sql("INSERT INTO tracks (project_id, name, type) SELECT id, 'T', 'AUDIO' FROM projects");
  await session.sql(
    `INSERT INTO clips (track_id, asset_id)
     SELECT t.id, a.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM assets WHERE inode % 100 = 7) a
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tracks) t ON t.n = 1 + a.n % 50`,
  );
  await session.sql("VACUUM ANALYZE");
}
