// What DESIGN's speed table asks, measured side by side:  npm run bench [-- first-scan unchanged …]
// Every part runs A and B in turn, at least three times, and quotes medians; --json prints the rows as JSON.
import { firstScan } from "./first-scan.ts";
import { unchanged } from "./unchanged.ts";
import type { BenchRow } from "./measure.ts";

const PARTS: Record<string, () => Promise<BenchRow[]>> = { "first-scan": firstScan, unchanged };

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = asked.filter((name) => PARTS[name] === undefined);
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
const rows: BenchRow[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`${name} …`);
  rows.push(...(await part()));
}
if (process.argv.includes("--json")) console.log(JSON.stringify(rows, null, 2));
else
  console.table(
    rows.map(({ what, figure, target, met }) => ({
      what,
      figure,
      target,
      met: met === null ? "–" : met ? "met" : "NOT MET",
    })),
  );
