/**
 * The running service, measured (DESIGN §11): until it is ready, a saved file to its row, 20,000 files unpacked, idle CPU,
 * memory and watches. `npx tsx test/bench/watch.ts [folders] [filesPerFolder]`, default 1,000 and 12; 24,000 and 12 are the
 * design's 300,000 files. Needs `npm run build`.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { wav } from "../world/audio/wav.ts";
import { clusterBinaries, startCluster } from "../world/cluster.ts";

const SETTLE_MS = 2_000;
const SAVES = 40;
const UNPACKED = 20_000;
const IDLE_MS = 20_000;

const [folders = 1_000, filesPerFolder = 12] = process.argv.slice(2).map(Number);
const [binaries] = clusterBinaries();
const cluster = startCluster("bench", binaries?.binFolder ?? "");
const library = mkdtempSync(join(tmpdir(), "musaic-bench-"));
try {
  plant(folders, filesPerFolder);
  await withSession(addressOfUrl(cluster.url("postgres")), measure);
} finally {
  cluster.stop();
  rmSync(library, { recursive: true });
}

async function measure(session: Session): Promise<void> {
  const total = folders * filesPerFolder;
  const started = performance.now();
  const log: string[] = [];
  const service = spawn(
    process.execPath,
    [join(import.meta.dirname, "../../dist/main.js"), "watch", library],
    {
      env: {
        ...process.env,
        MUSAIC_DB_CONNECTION_STRING: cluster.url("postgres"),
        MUSAIC_CATALOG_LOG_LEVEL: "debug",
      },
      stdio: ["ignore", "inherit", "pipe"],
    },
  );
  service.stderr.setEncoding("utf8").on("data", (chunk: string) => log.push(chunk));
  const pid = service.pid ?? 0;
  try {
    await until(async () => watches(pid) > folders, 120_000, 500);
    say("all folders watched", `${since(started)} s`);
    await until(async () => (await present(session)) === total, 900_000, 500);
    say("first pass", `${since(started)} s for ${total} files`);
    await sleep(15_000);
    await idle(pid, "idle");
    await saves(session, pid);
    await unpack(session, total + SAVES);
    await sleep(15_000);
    await idle(pid, "idle after that");
    say("watches", String(watches(pid)));
  } finally {
    service.kill("SIGTERM");
    await new Promise((resolve) => service.once("exit", resolve));
    const missed = log
      .join("")
      .split("\n")
      .filter((line) => line.includes('"event":"missed"')).length;
    say("log lines that tell of missed changes", String(missed));
  }
}

async function saves(session: Session, pid: number): Promise<void> {
  const latencies: number[] = [];
  const cpu = cpuMs(pid);
  for (let n = 0; n < SAVES; n += 1) {
    const path = join(library, String(n % folders), `saved-${n}.wav`);
    await sleep(100 + ((n * 37) % 400));
    writeFileSync(path, wav({ seconds: 0.5, seed: 10_000_000 + n }));
    const at = performance.now();
    await until(
      async () => (await session.sql("SELECT FROM assets WHERE file_path = $1", [path])).length > 0,
      60_000,
    );
    latencies.push(performance.now() - at);
  }
  latencies.sort((one, other) => one - other);
  const quantile = (part: number): string => `${Math.round(latencies[Math.floor(SAVES * part)] ?? 0)} ms`;
  say("a saved file to its row", `median ${quantile(0.5)}, p95 ${quantile(0.95)} (settle ${SETTLE_MS} ms)`);
  say("CPU of the service a save", `${Math.round((cpuMs(pid) - cpu) / SAVES)} ms`);
}

async function unpack(session: Session, before: number): Promise<void> {
  const started = performance.now();
  for (let n = 0; n < UNPACKED; n += 1) {
    const folder = join(library, "unpacked", String(n % 500), String(n % 4));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${n}.wav`), `unpacked ${n}`);
    if (n % 200 === 0) await sleep(0);
  }
  const written = since(started);
  await until(async () => (await present(session)) === before + UNPACKED, 300_000, 250);
  say(
    "20,000 files unpacked",
    `written in ${written} s, all in the catalog ${since(started)} s after the first`,
  );
}

async function idle(pid: number, what: string): Promise<void> {
  const before = cpuMs(pid);
  await sleep(IDLE_MS);
  const share = ((cpuMs(pid) - before) / IDLE_MS) * 100;
  const [now, peak] = [memoryMb(pid, "VmRSS"), memoryMb(pid, "VmHWM")];
  say(what, `${share.toFixed(2)} % of one core, ${now} MB now, ${peak} MB at most`);
}

async function present(session: Session): Promise<number> {
  const [row] = await session
    .sql<{ files: number }>("SELECT count(*)::int AS files FROM assets WHERE state = 'present'")
    .catch(() => []);
  return row?.files ?? 0;
}

async function until(holds: () => Promise<boolean>, patienceMs: number, pauseMs = 20): Promise<void> {
  for (const end = performance.now() + patienceMs; ;) {
    if (await holds()) return;
    if (performance.now() > end) throw new Error("waited too long");
    await sleep(pauseMs);
  }
}

function plant(count: number, each: number): void {
  for (let folder = 0; folder < count; folder += 1) {
    mkdirSync(join(library, String(folder)));
    for (let file = 0; file < each; file += 1) {
      writeFileSync(join(library, String(folder), `${file}.wav`), `planted ${folder} ${file}`);
    }
  }
}

/** proc_pid_stat(5): fields 14 and 15, in hundredths of a second; threads included. */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryMb(pid: number, field: "VmRSS" | "VmHWM"): number {
  const line = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}

function watches(pid: number): number {
  return readdirSync(`/proc/${pid}/fdinfo`)
    .map((name) => fdinfo(pid, name).split("\ninotify ").length - 1)
    .reduce((sum, count) => sum + count, 0);
}

/** Empty for a descriptor that was closed since it was listed. */
function fdinfo(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/fdinfo/${name}`, "utf8");
  } catch {
    return "";
  }
}

function since(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function say(what: string, value: string): void {
  process.stdout.write(`${what}: ${value}\n`);
}
