import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { benchFolder } from "./bench-folder.ts";
import { SIZES, growth, type Sized } from "./growth.ts";
import {
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
import { makeShelves, renameShelf } from "./shelves.ts";

const ROUNDS = 3;

interface Passes {
  readonly first: Run;
  readonly unchanged: readonly Run[];
  readonly finds: readonly Run[];
  readonly renamed: Run;
}

/** Passes over 10,000, 100,000 and 1,000,000 small files: the first, unchanged ones against find, a renamed folder. */
export async function passes(): Promise<BenchRow[]> {
  const all: Sized<Passes>[] = [];
  for (const size of SIZES) {
    console.error(`  ${size.toLocaleString("en-US")} files …`);
    all.push({ size, of: await passesOver(size) });
  }
  const largest = all.at(-1);
  const beforeLargest = all.at(-2);
  if (largest === undefined || beforeLargest === undefined) return [];
  const { first, unchanged, finds, renamed } = largest.of;
  const whole = peakMb([first, ...unchanged, renamed]);
  const smaller = beforeLargest.of;
  const more = whole - peakMb([smaller.first, ...smaller.unchanged, smaller.renamed]);
  const steps = (largest.size - beforeLargest.size) / 100_000;
  return [
    growth("first pass over small files", all, ({ first: run }) => [run]),
    growth("pass over unchanged files", all, ({ unchanged: runs }) => runs),
    growth("pass after half of them got a new folder name", all, ({ renamed: run }) => [run]),
    told("largest size", `${largest.size.toLocaleString("en-US")} files`),
    atMost("half of it renamed, against unchanged", renamed.seconds / medianSeconds(unchanged), {
      of: 2,
      unit: "× its time",
    }),
    atMost("unchanged, against find -printf", medianRatio(unchanged, finds), { of: 5, unit: "× its time" }),
    atMost("peak memory", whole, { of: 300, unit: "MB" }),
    atMost("… growth for each 100,000 files", more / steps, { of: 10, unit: "MB" }),
  ];
}

async function passesOver(files: number): Promise<Passes> {
  const library = benchFolder(`small-${files}`);
  makeShelves(library, files);
  return withBenchServer(async (server) => {
    const env = { MUSAIC_DB_CONNECTION_STRING: await server.newCatalog() };
    const scan = (): Promise<Run> =>
      measure({ program: process.execPath, args: [MAIN, "scan", library, "--quiet"], env });
    const first = await scan();
    const [unchanged = [], finds = []] = await inTurn([scan, () => find(library)], ROUNDS);
    renameShelf(library);
    try {
      return { first, unchanged, finds, renamed: await scan() };
    } finally {
      renameShelf(library);
    }
  });
}

function find(library: string): Promise<Run> {
  return measure({ program: "find", args: [library, "-printf", "%s %T@ %p\\n"] });
}
