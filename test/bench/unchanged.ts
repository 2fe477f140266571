import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { benchFolder } from "./bench-folder.ts";
import { inTurn, measure, median, medianSeconds, type BenchRow, type Run } from "./measure.ts";
import { makeWavLibrary } from "./wav-library.ts";

const FILES = Number(process.env["MUSAIC_BENCH_FILES"] ?? 1_000_000);
const ROUNDS = 3;

/** A pass over a library in which nothing changed, against find; and how long and large the first pass was. */
export async function unchanged(): Promise<BenchRow[]> {
  const library = benchFolder(`small-${FILES}`);
  makeWavLibrary(library, { files: FILES, averageBytes: 200, filesPerFolder: 250 });
  return withBenchServer(async (server) => {
    const env = { MUSAIC_DB_CONNECTION_STRING: await server.newCatalog() };
    const scan = (): Promise<Run> =>
      measure({ program: process.execPath, args: [MAIN, "scan", library, "--quiet"], env });
    const first = await scan();
    const [ours, finds] = await inTurn([scan, () => find(library)], ROUNDS);
    const ratio = median(
      (ours ?? []).map((run, index) => run.seconds / (finds?.[index]?.seconds ?? Number.NaN)),
    );
    const peakMb = Math.max(first.peakBytes, ...(ours ?? []).map(({ peakBytes }) => peakBytes)) / 1e6;
    const count = FILES.toLocaleString("en-US");
    return [
      {
        what: `first pass over ${count} small files`,
        figure: `${first.seconds.toFixed(1)} s, ${Math.round(FILES / first.seconds)} files/s`,
        target: "",
        met: null,
      },
      {
        what: `pass over ${count} unchanged files`,
        figure: `${medianSeconds(ours).toFixed(2)} s, find ${medianSeconds(finds).toFixed(2)} s`,
        target: "",
        met: null,
      },
      {
        what: "… against find -printf",
        figure: `${ratio.toFixed(2)} × its time`,
        target: "≤ 5 ×",
        met: ratio <= 5,
      },
      {
        what: `peak memory at ${count} files`,
        figure: `${Math.round(peakMb)} MB`,
        target: "≤ 300 MB",
        met: peakMb <= 300,
      },
    ];
  });
}

function find(library: string): Promise<Run> {
  return measure({ program: "find", args: [library, "-printf", "%s %T@ %p\\n"] });
}
