import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

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
  /** The largest resident set that was seen (VmHWM, looked at every 50 ms; 0 where there is no /proc). */
  readonly peakBytes: number;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const LOOK_MS = 50;

/** Runs a process to its end, its output thrown away. A non-zero exit ends the bench. */
export async function measure({ program, args, env }: Command): Promise<Run> {
  const started = performance.now();
  let peakBytes = 0;
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, LOOK_MS);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  clearInterval(timer);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, peakBytes };
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
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

export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}
