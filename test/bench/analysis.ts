// The whole analysis of two real sample libraries of Debian (920 files) against a loop of ffmpeg's ebur128 with two at once, and each
// file's samples against ffmpeg's decoder:
//   npm run -s build && npx tsx test/bench/analysis.ts
// Needs apt-get, dpkg, xargs and ffmpeg.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { openAnalysisPool } from "../../src/analysis/analysis-pool.ts";
import { distance, judged } from "../analysis/ffmpeg.ts";
import { decoded } from "../analysis/open-file.ts";

const PACKAGES = ["sonic-pi-samples", "hydrogen-drumkits"];
const SOUNDS = /\.(?:wav|flac|aiff?|ogg)$/i;
const FILES_A_CALL = 8;

const work = mkdtempSync(join(tmpdir(), "musaic-analysis-"));
try {
  for (const name of PACKAGES) execFileSync("apt-get", ["download", name], { cwd: work, stdio: "ignore" });
  for (const file of readdirSync(work).filter((name) => name.endsWith(".deb")))
    execFileSync("dpkg", ["-x", file, join(work, "library")], { cwd: work });
  const files = readdirSync(join(work, "library"), { recursive: true, encoding: "utf8" })
    .filter((name) => SOUNDS.test(name))
    .map((name) => join(work, "library", name))
    .sort();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`${files.length} files, ${Math.round(bytes / 1e6)} MB`);
  const ours = await analyse(files);
  const theirs = loopOfFfmpeg(files);
  console.log(
    `analysis: ${ours.toFixed(1)} s; ffmpeg ebur128, two at once: ${theirs.toFixed(1)} s; ${(theirs / ours).toFixed(1)} x`,
  );
  await compare(files);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function analyse(files: readonly string[]): Promise<number> {
  const pool = openAnalysisPool({ threads: Math.min(2, availableParallelism()), followSymlinks: false });
  const since = performance.now();
  const calls = [];
  for (let from = 0; from < files.length; from += FILES_A_CALL)
    calls.push(pool.read(files.slice(from, from + FILES_A_CALL), {}));
  const outcomes = (await Promise.all(calls)).flat();
  const seconds = (performance.now() - since) / 1000;
  await pool.close();
  const whole = outcomes.filter((each) => each.kind === "analysed" && !("error" in each.analysis.peaks));
  console.log(`${whole.length} of ${outcomes.length} analysed`);
  for (const outcome of outcomes)
    if (!whole.includes(outcome))
      console.log(
        JSON.stringify(
          outcome.kind === "analysed"
            ? [outcome.path, outcome.analysis.peaks]
            : [outcome.path, outcome.message],
        ),
      );
  return seconds;
}

function loopOfFfmpeg(files: readonly string[]): number {
  const since = performance.now();
  const filter = ["-nostdin", "-v", "error", "-i", "{}", "-af", "ebur128=peak=true", "-f", "null", "-"];
  spawnSync("xargs", ["-0", "-P", "2", "-I", "{}", "ffmpeg", ...filter], { input: files.join("\0") });
  return (performance.now() - since) / 1000;
}

async function compare(files: readonly string[]): Promise<void> {
  const most = new Map<string, number>();
  let equal = 0;
  for (const file of files) {
    const { by, samples } = await decoded(file);
    const off = distance(samples, judged(file));
    if (off === 0) equal += 1;
    else console.log(`${file.slice(work.length)}: ${off}`);
    most.set(by, Math.max(most.get(by) ?? 0, off));
  }
  console.log(
    `${equal} of ${files.length} equal ffmpeg's samples in every bit; largest difference by decoder:`,
    Object.fromEntries(most),
  );
}
