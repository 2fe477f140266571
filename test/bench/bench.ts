// What DESIGN's speed table asks, measured side by side:  npm run bench [-- first-scan passes …] [--json]
// Every part runs A and B in turn, at least three times, and quotes medians. MUSAIC_BENCH_FILES=20000 for a quick look.
import { arch, cpus, totalmem } from "node:os";
import { beside } from "./beside.ts";
import { factsCost } from "./facts-cost.ts";
import { find } from "./find.ts";
import { firstScan, taggersScan } from "./first-scan.ts";
import type { BenchRow } from "./measure.ts";
import { passes } from "./passes.ts";
import { renamed } from "./renamed.ts";
import { reports } from "./reports.ts";
import { servers } from "./servers.ts";
import { upsert } from "./upsert.ts";
import { watch } from "./watch.ts";

const PARTS: Record<string, () => Promise<BenchRow[]>> = {
  "first-scan": firstScan,
  taggers: taggersScan,
  facts: factsCost,
  passes,
  renamed,
  upsert,
  reports,
  find,
  beside,
  servers,
  "watch-small": () => watch(1_000),
  watch: () => watch(24_000),
};

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = asked.filter((name) => PARTS[name] === undefined);
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
const rows: (BenchRow & { part: string })[] = [];
for (const [part, run] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(part)) continue;
  console.error(`${part} …`);
  const found = (await run()).map((row) => ({ part, ...row }));
  rows.push(...found);
  // A part that fails later takes nothing of what was measured with it.
  for (const { what, figure } of found) console.error(`  ${what}: ${figure}`);
}
const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model ?? arch()}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}`;
if (process.argv.includes("--json")) console.log(JSON.stringify({ machine, rows }, null, 2));
else {
  console.log(machine);
  console.table(
    rows.map(({ part, met, ...row }) => ({
      part,
      ...row,
      met: met === null ? "–" : met ? "met" : "NOT MET",
    })),
  );
}
