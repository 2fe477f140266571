import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer, type BenchServer } from "./bench-catalog.ts";
import { benchFolder } from "./bench-folder.ts";
import {
  atLeast,
  atMost,
  inTurn,
  measure,
  medianRatio,
  medianSeconds,
  peakMb,
  told,
  type BenchRow,
  type Run,
} from "./measure.ts";
import { hashers, taggers } from "./peers.ts";
import { FIRST_SCAN, makeWavLibrary } from "./wav-library.ts";

const ROUNDS = 3;
/** What DESIGN's table asks of us against each. */
const AT_LEAST: Readonly<Record<string, number>> = {
  "rhash --sha256 -r": 1,
  "sha256sum on two processes": 4,
};
const DROP_CACHES = "/proc/sys/vm/drop_caches";

/** A first scan of 20,000 WAV files, 5.8 GB, against tools that only hash the same bytes; then with cold caches. */
export async function firstScan(): Promise<BenchRow[]> {
  const library = benchFolder("wav-20000");
  makeWavLibrary(library, FIRST_SCAN);
  return withBenchServer(async (server) => {
    const scan = () => scanInto(server, library);
    const peers = hashers();
    const runs = await inTurn(
      [scan, () => hashOnly(library), ...peers.map((peer) => () => peer.run(library))],
      ROUNDS,
    );
    const [ours = [], hashes = [], ...others] = runs;
    return [
      told("first scan of 20,000 WAV files", rates(medianSeconds(ours))),
      atMost("… against two threads that only hash", medianRatio(ours, hashes), {
        of: 1.8,
        unit: "× their time",
      }),
      atMost("… peak memory", peakMb(ours), { of: 300, unit: "MB" }),
      ...peers.map(({ name }, index) => against(name, 1 / medianRatio(ours, others[index] ?? []))),
      ...(await cold(server, library)),
    ];
  });
}

/** Against those that read tags and hash nothing, over 1,000 of the files. */
export async function taggersScan(): Promise<BenchRow[]> {
  const library = benchFolder("wav-20000");
  makeWavLibrary(library, FIRST_SCAN);
  const pack = join(library, "Pack 0");
  return withBenchServer(async (server) => {
    const peers = taggers();
    const scan = () => scanInto(server, pack);
    const [ours = [], ...others] = await inTurn([scan, ...peers.map((peer) => () => peer.run(pack))], ROUNDS);
    return [
      told("scan of 1,000 WAV files", `${medianSeconds(ours).toFixed(2)} s`),
      ...peers.map(({ name }, index) =>
        told(
          `… against ${name}, which hashes nothing`,
          `${(1 / medianRatio(ours, others[index] ?? [])).toFixed(2)} × its speed`,
        ),
      ),
    ];
  });
}

/** Where the process may drop the caches: then the disk is what counts, and both should be as fast as it. */
async function cold(server: BenchServer, library: string): Promise<BenchRow[]> {
  if (!dropCaches()) {
    console.error("the page cache can't be dropped here: the cold run is skipped");
    return [];
  }
  const fromCold = (run: () => Promise<Run>) => (): Promise<Run> => {
    dropCaches();
    return run();
  };
  const [ours = [], hashes = []] = await inTurn(
    [fromCold(() => scanInto(server, library)), fromCold(() => hashOnly(library))],
    ROUNDS,
  );
  const ratio = medianRatio(ours, hashes).toFixed(2);
  return [
    told("first scan with cold caches", `${rates(medianSeconds(ours))}; ${ratio} × the time of only hashing`),
  ];
}

function dropCaches(): boolean {
  if (!existsSync(DROP_CACHES)) return false;
  try {
    spawnSync("sync");
    writeFileSync(DROP_CACHES, "3");
    return true;
  } catch {
    return false;
  }
}

async function scanInto(server: BenchServer, folder: string): Promise<Run> {
  const env = { MUSAIC_DB_CONNECTION_STRING: await server.newCatalog() };
  return measure({ program: process.execPath, args: [MAIN, "scan", folder, "--quiet"], env });
}

function hashOnly(library: string): Promise<Run> {
  return measure({ program: process.execPath, args: [join(import.meta.dirname, "hash-only.mjs"), library] });
}

function against(peer: string, times: number): BenchRow {
  const of = AT_LEAST[peer];
  const what = `… against ${peer}`;
  return of === undefined
    ? told(what, `${times.toFixed(2)} × its speed`)
    : atLeast(what, times, { of, unit: "× its speed" });
}

function rates(seconds: number): string {
  const { files, averageBytes } = FIRST_SCAN;
  return `${seconds.toFixed(2)} s, ${Math.round(files / seconds)} files/s, ${Math.round((files * averageBytes) / seconds / 1e6)} MB/s`;
}
