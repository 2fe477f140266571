import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseAddress } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";
import { seededRandom } from "../reader/seeded-random.ts";
import { age } from "../world/library.ts";
import { runCli } from "../world/run-cli.ts";
import { exists, listTree, putFile } from "../world/tree.ts";

export interface Target {
  readonly url: string;
  readonly address: DatabaseAddress;
}

export interface KilledScans {
  /** How many were still alive when they were killed. */
  readonly killed: number;
  /** Contents whose row was another one later, or none. */
  readonly lost: readonly string[];
  /** Present rows that a clean scan of the same tree has not, or has and they are not there. */
  readonly differences: readonly string[];
}

const FILES = 400;

/**
 * Scans a library again and again, changes it before each scan and kills that scan at a random moment; then one scan is
 * left to end. Every content is unique and never edited, so the row that has it must be the same for ever.
 */
export async function killScans(
  times: number,
  { library, target, clean, seed }: { library: string; target: Target; clean: Target; seed: number },
): Promise<KilledScans> {
  const random = seededRandom(seed);
  const takes = { next: 0 };
  for (let n = 0; n < FILES; n++) addTake(library, takes);
  age(library);
  let wholeMs = await timeScan(target.url, library);
  const owners = new Map<string, string>();
  const lost = new Set<string>();
  let killed = 0;
  for (let time = 0; time < times; time++) {
    changeTree(library, random, takes);
    const { wasAlive, elapsedMs } = await killScan(target.url, library, random(Math.ceil(wholeMs)));
    if (wasAlive) killed++;
    else wholeMs = Math.min(wholeMs, elapsedMs);
    noteOwners(await rowsOf(target), { owners, lost });
  }
  await finish(target.url, library);
  await finish(clean.url, library);
  const rows = await rowsOf(target);
  noteOwners(rows, { owners, lost });
  return { killed, lost: [...lost], differences: compare(rows, await rowsOf(clean)) };
}

function addTake(library: string, takes: { next: number }): void {
  const take = takes.next++;
  putFile(join(library, `folder ${take % 20}`, `${take}.wav`), `content of take ${take}`);
}

/** Some files move, some go, some come; each keeps more than half of the library where it was. */
function changeTree(library: string, random: (limit: number) => number, takes: { next: number }): void {
  for (const name of listTree(library)) {
    const percent = random(100);
    if (percent < 1) rmSync(join(library, name));
    else if (percent < 15) {
      const to = join(library, `folder ${random(40)}`, `${random(1e9)}.wav`);
      mkdirSync(dirname(to), { recursive: true });
      if (!exists(to)) renameSync(join(library, name), to);
    }
  }
  for (let n = 0; n < 40; n++) addTake(library, takes);
  age(library);
}

async function timeScan(url: string, library: string): Promise<number> {
  const started = performance.now();
  await finish(url, library);
  return performance.now() - started;
}

async function finish(url: string, library: string): Promise<void> {
  const { code, stderr } = await runCli(["scan", library, "--quiet"], { url });
  if (code !== 0) throw new Error(`the scan that nobody killed ended with ${code}: ${stderr}`);
}

async function killScan(
  url: string,
  library: string,
  afterMs: number,
): Promise<{ wasAlive: boolean; elapsedMs: number }> {
  const started = performance.now();
  const { code, stderr } = await runCli(["scan", library, "--quiet"], {
    url,
    onStart: (child) => void sleep(afterMs).then(() => child.kill("SIGKILL")),
  });
  if (code !== null && code !== 0)
    throw new Error(`before it was killed the scan ended with ${code}: ${stderr}`);
  return { wasAlive: code === null, elapsedMs: performance.now() - started };
}

interface KnownRow extends Record<string, unknown> {
  readonly id: string;
  readonly hash: string;
  readonly path: string | null;
  readonly state: string;
}

async function rowsOf({ address }: Target): Promise<KnownRow[]> {
  return withSession(address, (session) =>
    session.sql<KnownRow>("SELECT id::text, file_hash AS hash, file_path AS path, state FROM assets"),
  );
}

function noteOwners(
  rows: readonly KnownRow[],
  known: { owners: Map<string, string>; lost: Set<string> },
): void {
  const now = new Map(rows.map(({ hash, id }) => [hash, id]));
  if (now.size !== rows.length) known.lost.add("a content has two rows");
  for (const [hash, id] of known.owners) if (now.get(hash) !== id) known.lost.add(hash);
  for (const [hash, id] of now) known.owners.set(hash, id);
}

function compare(rows: readonly KnownRow[], clean: readonly KnownRow[]): string[] {
  const told = (all: readonly KnownRow[]): Set<string> =>
    new Set(all.filter(({ state }) => state === "present").map(({ path, hash }) => `${path} ${hash}`));
  const [here, there] = [told(rows), told(clean)];
  return [
    ...[...here].filter((line) => !there.has(line)).map((line) => `+ ${line}`),
    ...[...there].filter((line) => !here.has(line)).map((line) => `- ${line}`),
  ];
}
