import { join } from "node:path";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { inTurn, isInstalled, measure, median, medianSeconds, type BenchRow, type Run } from "./measure.ts";
import { benchFolder } from "./bench-folder.ts";
import { FIRST_SCAN, makeWavLibrary } from "./wav-library.ts";

const ROUNDS = 3;

/** A first scan of 20,000 WAV files, 5.8 GB, against tools that only hash the same bytes. */
export async function firstScan(): Promise<BenchRow[]> {
  const library = benchFolder("wav-20000");
  makeWavLibrary(library, FIRST_SCAN);
  return withBenchServer(async (server) => {
    const scan = async (): Promise<Run> => {
      const env = { MUSAIC_DB_CONNECTION_STRING: await server.newCatalog() };
      return measure({ program: process.execPath, args: [MAIN, "scan", library, "--quiet"], env });
    };
    const peers = [...(isInstalled("rhash") ? [rhash] : []), sha256sum].map((peer) => () => peer(library));
    if (!isInstalled("rhash")) console.error("rhash is not installed: skipped");
    const [ours, hashes, ...others] = await inTurn([scan, () => hashOnly(library), ...peers], ROUNDS);
    return rowsOf(ours ?? [], hashes ?? [], isInstalled("rhash") ? others : [undefined, ...others]);
  });
}

function hashOnly(library: string): Promise<Run> {
  return measure({ program: process.execPath, args: [join(import.meta.dirname, "hash-only.mjs"), library] });
}

function rhash(library: string): Promise<Run> {
  return measure({ program: "rhash", args: ["--sha256", "-r", library] });
}

function sha256sum(library: string): Promise<Run> {
  const script = `find "$1" -type f -print0 | xargs -0 -P2 -n 500 sha256sum`;
  return measure({ program: "sh", args: ["-c", script, "sh", library] });
}

function rowsOf(
  ours: readonly Run[],
  hashes: readonly Run[],
  [rhashRuns, sha256Runs]: readonly (readonly Run[] | undefined)[],
): BenchRow[] {
  const seconds = medianSeconds(ours);
  // Pair by pair: the machine's speed drifts, the ratio of neighbours does not.
  const ratio = median(ours.map((run, index) => run.seconds / (hashes[index]?.seconds ?? Number.NaN)));
  const { files, averageBytes } = FIRST_SCAN;
  const peakMb = median(ours.map(({ peakBytes }) => peakBytes)) / 1e6;
  const rates = `${seconds.toFixed(2)} s, ${Math.round(files / seconds)} files/s, ${Math.round((files * averageBytes) / seconds / 1e6)} MB/s`;
  return [
    { what: "first scan of 20,000 WAV files", figure: rates, target: "", met: null },
    {
      what: "… against two threads that only hash",
      figure: `${ratio.toFixed(2)} × their time`,
      target: "≤ 1.8 ×",
      met: ratio <= 1.8,
    },
    { what: "… peak memory", figure: `${Math.round(peakMb)} MB`, target: "≤ 300 MB", met: peakMb <= 300 },
    ...(rhashRuns === undefined ? [] : [faster("rhash --sha256 -r", medianSeconds(rhashRuns) / seconds, 1)]),
    faster("sha256sum on two processes", medianSeconds(sha256Runs) / seconds, 4),
  ];
}

function faster(peer: string, times: number, atLeast: number): BenchRow {
  return {
    what: `… against ${peer}`,
    figure: `${times.toFixed(2)} × its speed`,
    target: `≥ ${atLeast} ×`,
    met: times >= atLeast,
  };
}
