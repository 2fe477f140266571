import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { wav } from "../world/audio/wav.ts";
import type { BenchRow } from "./measure.ts";
import { quantile, RowLatency } from "./row-latency.ts";
import { filesRead, until, type WatchedService } from "./watched-service.ts";

const EDITS_A_MINUTE = 1_000;
const MINUTES = Number(process.env["MUSAIC_BENCH_EDIT_MINUTES"] ?? 5);
/** Each edit goes to the next of so many files: 15 s between two edits of one. */
const FILES = 250;
/** How many of the edits are followed to their rows. */
const FOLLOWED = 150;

/**
 * 1,000 edits a minute for five minutes in up to 250 folders: saved over in place, replaced in one step, and every tenth
 * deleted and written anew. Then the catalog is held against the disk, and the files read against the edits.
 */
export async function edits(service: WatchedService, folders: number, targetMs: number): Promise<BenchRow[]> {
  const total = EDITS_A_MINUTE * MINUTES;
  const paths = Array.from({ length: FILES }, (_, n) =>
    join(service.library, String(n % folders), `edited-${n}.wav`),
  );
  service.peakMemoryMb();
  const [cpu, read] = [service.cpuMs(), await filesRead(service)];
  service.longestBlockMs();
  const rows = new RowLatency(service.session);
  const started = performance.now();
  for (let n = 0; n < total; n += 1) {
    const path = paths[n % FILES] ?? "";
    const content = wav({ seconds: 0.2, seed: 20_000_000 + n });
    edit(path, content, n);
    if (n % Math.ceil(total / FOLLOWED) === 0) rows.made(path, hashOf(content));
    await sleep(Math.max(0, started + ((n + 1) * 60_000) / EDITS_A_MINUTE - performance.now()));
  }
  const peak = service.peakMemoryMb();
  const seconds = (performance.now() - started) / 1000;
  const cpuShare = (service.cpuMs() - cpu) / seconds / 10;
  const latencies = await rows.end();
  const wrong = await differences(service, paths);
  const p95 = quantile(latencies, 0.95);
  const reads = (await filesRead(service)) - read;
  const block = service.longestBlockMs();
  return [
    {
      what: `${total} edits in ${Math.round(seconds)} s: a file to its row, 95th percentile`,
      figure: `${p95} ms (median ${quantile(latencies, 0.5)})`,
      target: `≤ ${targetMs} ms`,
      met: p95 <= targetMs,
    },
    {
      what: "… files that differ from the disk afterwards",
      figure: String(wrong),
      target: "0",
      met: wrong === 0,
    },
    { what: "… files read", figure: String(reads), target: `≤ ${total}`, met: reads <= total },
    { what: "… CPU", figure: `${cpuShare.toFixed(0)} % of one core`, target: "", met: null },
    {
      what: "… peak memory",
      figure: `${peak} MB`,
      target: "≤ 350 MB",
      met: peak <= 350,
    },
    { what: "… longest block", figure: `${block} ms`, target: "≤ 100 ms", met: block <= 100 },
  ];
}

function edit(path: string, content: Buffer, n: number): void {
  if (n % 10 === 0) rmSync(path, { force: true });
  if (n % 2 === 0) return writeFileSync(path, content);
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
}

/** After a minute at most, how many of the files are not in the catalog as they are on the disk. */
async function differences({ session }: WatchedService, paths: readonly string[]): Promise<number> {
  const disk = new Map(paths.map((path) => [path, hashOf(readFileSync(path))]));
  let wrong = paths.length;
  const look = async (): Promise<boolean> => {
    const rows = await session.sql<{ path: string; hash: string }>(
      "SELECT file_path AS path, file_hash AS hash FROM assets WHERE state = 'present' AND file_path = ANY ($1)",
      [paths],
    );
    wrong = paths.length - rows.filter(({ path, hash }) => disk.get(path) === hash).length;
    return wrong === 0;
  };
  await until(look, 60_000, 250).catch(() => undefined);
  return wrong;
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
