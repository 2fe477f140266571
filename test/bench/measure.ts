import { spawn, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

export interface BenchRow {
  readonly what: string;
  readonly figure: string;
  readonly target: string;
  /** Null: told, but nothing is asked of it. */
  readonly met: boolean | null;
}

/** One run of a whole process. */
export interface Run {
  readonly seconds: number;
  /** Until its first byte on stdout; NaN when it wrote none. */
  readonly firstByteSeconds: number;
  /**
   * The most memory of it and its children together, PostgreSQL's left out: looked at every 200 ms, as the sum of Pss, which
   * counts a page that two of them share once (proc_pid_smaps(5); 0 where there is no /proc).
   */
  readonly peakBytes: number;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How often memory is looked at. */
export const LOOK_MS = 200;

/** Runs a process to its end, its output thrown away. A non-zero exit ends the bench. */
export async function measure({ program, args, env }: Command): Promise<Run> {
  const started = performance.now();
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-2_000);
  });
  let peakBytes = 0;
  let firstByteSeconds = Number.NaN;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(child.pid));
  }, LOOK_MS);
  child.stdout.once("data", () => {
    firstByteSeconds = (performance.now() - started) / 1000;
  });
  child.stdout.resume();
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  clearInterval(timer);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${said}`);
  return { seconds: (performance.now() - started) / 1000, firstByteSeconds, peakBytes };
}

/** Memory of a process and all below it, in bytes, but for servers it started. 0 where there is no /proc. */
export function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== "linux") return 0;
  const own = Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
  return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), own);
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads
      .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" "))
      .filter((child) => child !== "")
      .map(Number)
      .filter((child) => !/^Name:\s+postgres$/m.test(read(`/proc/${child}/status`)));
  } catch {
    return [];
  }
}

/** Empty for a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Runs several commands in turn, `rounds` times, after one round that warms the caches; the runs of each. */
export async function inTurn(commands: readonly (() => Promise<Run>)[], rounds: number): Promise<Run[][]> {
  const runs: Run[][] = commands.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, command] of commands.entries()) {
      const run = await command();
      if (round > 0) runs[index]?.push(run);
    }
  }
  return runs;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function medianSeconds(runs: readonly Run[] | undefined): number {
  return median((runs ?? []).map(({ seconds }) => seconds));
}

/** Pair by pair: the machine's speed drifts, the ratio of neighbours does not. */
export function medianRatio(ours: readonly Run[], theirs: readonly Run[]): number {
  return median(ours.map((run, index) => run.seconds / (theirs[index]?.seconds ?? Number.NaN)));
}

export function peakMb(runs: readonly Run[]): number {
  return Math.max(0, ...runs.map(({ peakBytes }) => peakBytes)) / 1e6;
}

export function told(what: string, figure: string): BenchRow {
  return { what, figure, target: "", met: null };
}

/** A figure that must not be larger than its target. */
export function atMost(what: string, value: number, limit: { of: number; unit: string }): BenchRow {
  return {
    what,
    figure: `${rounded(value)} ${limit.unit}`,
    target: `≤ ${limit.of} ${limit.unit}`,
    met: value <= limit.of,
  };
}

/** A figure that must not be smaller than its target. */
export function atLeast(what: string, value: number, limit: { of: number; unit: string }): BenchRow {
  return {
    what,
    figure: `${rounded(value)} ${limit.unit}`,
    target: `≥ ${limit.of} ${limit.unit}`,
    met: value >= limit.of,
  };
}

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}

/** Whether a program is there; says so when it is not. */
export function isInstalled(program: string): boolean {
  const isThere = spawnSync(program, ["--version"]).error === undefined;
  if (!isThere) console.error(`${program} is not installed: skipped`);
  return isThere;
}
