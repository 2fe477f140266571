import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { LOOK_MS, residentBytes } from "./measure.ts";

/** The running service, a library that it follows, and what can be seen of both from outside. */
export interface WatchedService {
  readonly library: string;
  readonly session: Session;
  /** User and system time so far, all threads and child processes that ended. */
  cpuMs(): number;
  /** Of the service and its readers; see residentBytes. */
  memoryMb(): number;
  /** The most of it since the last call, looked at every 200 ms. */
  peakMemoryMb(): number;
  watches(): number;
  /** The longest block of its main thread since the last call. */
  longestBlockMs(): number;
  /** Ends looking for blocks, or begins it anew. */
  toggleLooking(): void;
  /** Log lines that tell of changes the watcher had missed. */
  missed(): number;
}

export async function withWatchedService<T>(
  plant: (library: string) => void,
  use: (service: WatchedService) => Promise<T>,
): Promise<T> {
  const library = mkdtempSync(join(tmpdir(), "musaic-bench-"));
  const blocked = join(mkdtempSync(join(tmpdir(), "musaic-blocked-")), "ms");
  writeFileSync(blocked, "");
  try {
    plant(library);
    return await withBenchServer(async (server) => {
      const url = await server.newCatalog();
      return withSession(addressOfUrl(url), async (session) => {
        const { child, log } = startService(library, { url, blocked });
        const memory = watchMemory(child.pid);
        try {
          return await use({ library, session, ...memory, ...seenFrom(child, { log, blocked }) });
        } finally {
          memory.end();
          child.kill("SIGTERM");
          if (child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
        }
      });
    });
  } finally {
    rmSync(library, { recursive: true });
    rmSync(join(blocked, ".."), { recursive: true });
  }
}

function startService(
  library: string,
  { url, blocked }: { url: string; blocked: string },
): { child: ChildProcess; log: string[] } {
  const preload = join(import.meta.dirname, "blocked-loop.mjs");
  const child = spawn(process.execPath, ["--import", preload, MAIN, "watch", library], {
    env: { ...process.env, MUSAIC_DB_CONNECTION_STRING: url, MUSAIC_BENCH_BLOCKED: blocked },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const log: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => log.push(chunk));
  return { child, log };
}

function watchMemory(pid: number | undefined): {
  memoryMb(): number;
  peakMemoryMb(): number;
  end(): void;
} {
  let peak = 0;
  const now = (): number => Math.round(residentBytes(pid) / 1e6);
  const timer = setInterval(() => (peak = Math.max(peak, now())), LOOK_MS);
  return {
    memoryMb: now,
    peakMemoryMb: () => {
      const seen = Math.max(peak, now());
      peak = 0;
      return seen;
    },
    end: () => clearInterval(timer),
  };
}

function seenFrom(
  { pid = 0 }: ChildProcess,
  { log, blocked }: { log: readonly string[]; blocked: string },
): Omit<WatchedService, "library" | "session" | "memoryMb" | "peakMemoryMb"> {
  let blocksSeen = 0;
  return {
    cpuMs: () => sumOf(pid, cpuMsOf),
    watches: () =>
      readdirSync(`/proc/${pid}/fdinfo`)
        .map((name) => fdinfo(pid, name).split("\ninotify ").length - 1)
        .reduce((sum, count) => sum + count, 0),
    longestBlockMs: () => {
      const blocks = readFileSync(blocked, "utf8").trim().split("\n").map(Number);
      const longest = Math.max(0, ...blocks.slice(blocksSeen));
      blocksSeen = blocks.length;
      return longest;
    },
    toggleLooking: () => void process.kill(pid, "SIGUSR2"),
    missed: () =>
      log
        .join("")
        .split("\n")
        .filter((line) => line.includes('"event":"missed"')).length,
  };
}

/** Over the service and its children: files are read in a process of their own. */
function sumOf(pid: number, figureOf: (pid: number) => number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean);
  return [pid, ...children.map(Number)].reduce((sum, one) => sum + figureOf(one), 0);
}

/** proc_pid_stat(5): fields 14 to 17, in hundredths of a second; children that have ended are in it. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]) * 10, 0);
}

/** Empty for a descriptor that was closed since it was listed. */
function fdinfo(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/fdinfo/${name}`, "utf8");
  } catch {
    return "";
  }
}

export async function until(holds: () => Promise<boolean>, patienceMs: number, pauseMs = 20): Promise<void> {
  for (const end = performance.now() + patienceMs; ;) {
    if (await holds()) return;
    if (performance.now() > end) throw new Error("waited too long");
    await sleep(pauseMs);
  }
}

export async function presentFiles({ session }: WatchedService): Promise<number> {
  const [row] = await session.sql<{ files: number }>(
    "SELECT count(*)::int AS files FROM assets WHERE state = 'present'",
  );
  return row?.files ?? 0;
}

export async function filesRead({ session }: WatchedService): Promise<number> {
  const [row] = await session.sql<{ files: number }>(
    "SELECT coalesce(sum((counts ->> 'filesRead')::int), 0)::int AS files FROM passes",
  );
  return row?.files ?? 0;
}
