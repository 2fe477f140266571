import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { query, readCatalog } from "../world/catalog.ts";
import { withDatabase, type TestDatabase } from "../world/database.ts";
import { listTree, makeTree, withFolder } from "../world/tree.ts";
import { wav } from "../world/audio/wav.ts";
import type { ServiceReport } from "../../src/domain/service-report.ts";

/** Short beside the default of 2 s, long beside a pass of this size. */
export const SETTLE_MS = 300;
/** A loaded machine takes longer than an idle one; a test that waits so long has failed. */
const PATIENCE_MS = 60_000;

export type LogLine = { event?: string; msg: string } & Record<string, unknown>;

/** `musaic-catalog watch` as a process of its own. */
export interface Service {
  readonly child: ChildProcess;
  readonly log: readonly LogLine[];
  /** Sends a signal, and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ServiceOptions {
  readonly databaseUrl: string;
  readonly engine?: "folders" | "recursive";
  readonly folders?: readonly string[];
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs it. */
  readonly through?: readonly string[];
}

export function startService(options: ServiceOptions): Service {
  const { databaseUrl, engine = "folders", folders = [], config, env = {}, through = [] } = options;
  const named = config === undefined ? [] : ["--config", config];
  const main = join(import.meta.dirname, "../../dist/start.cjs");
  const [program = "", ...args] = [...through, process.execPath, main, ...named, "watch", ...folders];
  const child = spawn(program, args, {
    stdio: ["ignore", "inherit", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      MUSAIC_DB_CONNECTION_STRING: databaseUrl,
      MUSAIC_CATALOG_SETTLE_MS: String(SETTLE_MS),
      MUSAIC_CATALOG_READERS: "2",
      MUSAIC_CATALOG_LOG_LEVEL: "debug",
      MUSAIC_WATCH_ENGINE: engine,
      ...env,
    },
  });
  const log: LogLine[] = [];
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) log.push(line.startsWith("{") ? (JSON.parse(line) as LogLine) : { msg: line });
  });
  const ended = once(child, "exit");
  return {
    child,
    log,
    end: async (signal) => {
      child.kill(signal);
      const [code, by] = (await ended) as [number | null, NodeJS.Signals | null];
      return { code, signal: by };
    },
  };
}

export interface World {
  readonly database: TestDatabase;
  readonly library: string;
  readonly service: Service;
}

/** Distinct content a number. */
export const take = (seed: number): Buffer => wav({ seconds: 0.05, seed });

/** A library of ten bystanders and these takes, followed by a service that has seen it all. */
export async function withService(
  files: Record<string, number>,
  options: Omit<ServiceOptions, "databaseUrl" | "folders">,
  use: (world: World) => Promise<void>,
): Promise<void> {
  await withDatabase((database) =>
    withFolder(async (library) => {
      makeTree(library, { ...bystanders(), ...takes(files) });
      const service = startService({ databaseUrl: database.url, folders: [library], ...options });
      try {
        await catalogIsTheDisk({ database, library });
        await quiet(database);
        await use({ database, library, service });
      } finally {
        if (isRunning(service)) await service.end("SIGTERM");
      }
    }),
  );
}

/** The same for all tests of a block: the service runs until `close`. */
export async function openWorld(
  files: Record<string, number>,
  options: Omit<ServiceOptions, "databaseUrl" | "folders">,
): Promise<World & { close(): Promise<void> }> {
  const closing = new AbortController();
  const closed = once(closing.signal, "abort");
  return new Promise((resolve, reject) => {
    const whole = withService(files, options, async (world) => {
      resolve({
        ...world,
        close: () => {
          closing.abort();
          return whole;
        },
      });
      await closed;
    });
    whole.catch(reject);
  });
}

export function isRunning({ child }: Service): boolean {
  return child.exitCode === null && child.signalCode === null;
}

export function bystanders(): Record<string, Buffer> {
  return Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`other/${n}.wav`, take(900 + n)]));
}

export function takes(files: Record<string, number>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(files).map(([path, seed]) => [path, take(seed)]));
}

/** Waits until the catalog's present files are those of the disk, path by path and byte by byte. */
export async function catalogIsTheDisk({ database, library }: Omit<World, "service">): Promise<void> {
  await eventually(async () => {
    expect(await catalogue(database, library)).toEqual(disk(library));
  });
}

async function catalogue(database: TestDatabase, library: string): Promise<Record<string, string | null>> {
  const rows = await readCatalog(database, library);
  return Object.fromEntries(
    rows.filter(({ state }) => state === "present").map(({ path, hash }) => [path ?? "", hash]),
  );
}

function disk(library: string): Record<string, string> {
  if (!existsSync(library)) return {};
  const files = listTree(library).filter((path) => path.endsWith(".wav"));
  return Object.fromEntries(
    files.map((path) => [
      path,
      createHash("sha256")
        .update(readFileSync(join(library, path)))
        .digest("hex"),
    ]),
  );
}

/** Asks again and again until nothing is thrown; at the end throws what was thrown last. */
export async function eventually(ask: () => Promise<void> | void, patienceMs = PATIENCE_MS): Promise<void> {
  for (const end = performance.now() + patienceMs; ;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(100);
    }
  }
}

/** Files read by all passes so far. */
export async function filesRead(database: TestDatabase): Promise<number> {
  const [row] = await query<{ files: number }>(
    database,
    "SELECT coalesce(sum((counts ->> 'filesRead')::int), 0)::int AS files FROM passes",
  );
  return row?.files ?? 0;
}

/** Waits until no pass has run for a while: longer than any folder stays dirty. */
export async function quiet(database: TestDatabase): Promise<void> {
  for (let [before, now] = ["", "-"]; before !== now;) {
    before = now;
    await sleep(SETTLE_MS + 500);
    const rows = await query(database, "SELECT id::text, status FROM passes ORDER BY id");
    now = JSON.stringify(rows);
  }
}

export async function report(database: TestDatabase): Promise<ServiceReport | undefined> {
  const [row] = await query<{ report: ServiceReport }>(database, "SELECT report FROM services");
  return row?.report;
}

export function writeConfig(file: string, libraries: readonly string[], more: object = {}): void {
  writeFileSync(file, JSON.stringify({ catalog: { libraries, ...more } }));
}

/** What it has used, in user and system mode: proc_pid_stat(5), in hundredths of a second. */
export function cpuMs({ child }: Service): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
