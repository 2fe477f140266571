import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { packageFile } from "../../src/package-file.ts";

const LEAN_HEAP = packageFile("build/cli/lean-heap.js");

/** The largest heap, in MB, of a process in which 300,000 objects live and each is soon replaced: most garbage is old. */
function peakHeapMb(before: string): number {
  const churn = `${before}
    const ring = new Array(300_000);
    let peak = 0;
    for (let n = 0; n < 5_000_000; n++) {
      ring[n % ring.length] = { n, text: \`entry \${n}\` };
      if (n % 50_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
    }
    console.log(peak / 1e6);`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", churn], { encoding: "utf8" });
  return Number(said);
}

// (m) 161 MB and 52 MB on Node 20, 263 MB and 79 MB on Node 24.
it("keeps the heap of a running process near what lives in it", () => {
  const usual = peakHeapMb("");
  const lean = peakHeapMb(
    `import { keepHeapLean } from ${JSON.stringify(new URL(`file://${LEAN_HEAP}`).href)}; keepHeapLean();`,
  );
  expect(lean).toBeLessThan(usual * 0.6);
});
