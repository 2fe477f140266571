// Holds duration, sample rate and channels of every audio file below some folders against ffprobe's and mediainfo's word:
//   npx tsx test/bench/real-facts.ts FOLDER... [--judged judged.json]
// Needs ffmpeg, ffprobe and mediainfo. What they said is kept in the file that --judged names, because ffprobe is the slow part.
// Prints the table of docs/metadata.md, a container a row; then, a format a line, how many files are right as one of them says, right as ffmpeg plays them although both say
// something else ("decoded"), different, unknown to us, and unknown to both, and the same of music-metadata alone with the
// microseconds a file of both (the second of two readings from memory); and then all but the right ones.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { parseBuffer } from "music-metadata";
import { DEFAULT_EXTENSIONS } from "../../src/config/catalog-defaults.ts";
import { MemorySource } from "../../src/reader/memory-source.ts";
import { readAudioFacts } from "../../src/reader/facts/read-audio-facts.ts";
import { askFfprobe, askMediainfo, decode, type Verdict } from "./judges.ts";

/** A command line of this many paths is far from the longest. */
const BATCH = 100;
/** ffprobe at the same time; the machine is shared. */
const PROBES = 3;
/** What counts as the same length: an encoder's delay is up to 30 ms at the start, and as much at the end. */
const NEAR_SECONDS = 0.03;
const NEAR_SHARE = 0.01;

type Judged = Record<string, readonly [ffprobe: Verdict, mediainfo: Verdict]>;
type Outcome = "right" | "decoded" | "differs" | "unknown" | "unjudged";

const { folders, keptAt } = readArguments(process.argv.slice(2));
const extensions = new Set([...DEFAULT_EXTENSIONS, "gsm"]);
const paths = folders.flatMap(audioBelow).sort();
const judged = await judgeAll(paths);
await report();

function readArguments(given: readonly string[]) {
  const at = given.indexOf("--judged");
  return {
    folders: given.filter((_, index) => at === -1 || (index !== at && index !== at + 1)),
    keptAt: at === -1 ? undefined : given[at + 1],
  };
}

function audioBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name).slice(1).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name));
}

async function judgeAll(all: readonly string[]): Promise<Judged> {
  const known = (
    keptAt !== undefined && existsSync(keptAt) ? JSON.parse(readFileSync(keptAt, "utf8")) : {}
  ) as Judged;
  const missing = all.filter((path) => known[path] === undefined);
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH);
    const [ffprobe, mediainfo] = await Promise.all([probe(batch), askMediainfo(batch)]);
    for (const [index, path] of batch.entries()) known[path] = [ffprobe[index] ?? {}, mediainfo[index] ?? {}];
    if (keptAt !== undefined) writeFileSync(keptAt, JSON.stringify(known));
  }
  return known;
}

async function probe(batch: readonly string[]): Promise<Verdict[]> {
  const said: Verdict[] = [];
  const todo = [...batch.entries()];
  const worker = async (): Promise<void> => {
    for (let next = todo.pop(); next !== undefined; next = todo.pop())
      said[next[0]] = await askFfprobe(next[1]);
  };
  await Promise.all(Array.from({ length: PROBES }, worker));
  return said;
}

async function report(): Promise<void> {
  const counts = new Map<string, Row>();
  const containers = new Map<string, Row>();
  const lines: string[] = [];
  for (const path of paths) {
    const bytes = readFileSync(path);
    const [ours, theirs] = [
      await timed(() => factsOf(bytes, path)),
      await timed(() => askLibraryAlone(bytes, path)),
    ];
    const [outcome, other] = [await outcomeAt(path, ours.verdict), await outcomeAt(path, theirs.verdict)];
    const { container, codec } = ours.verdict;
    const format = `${extname(path).slice(1).toLowerCase()} ${container ?? "?"} ${codec ?? "?"}`;
    for (const [rows, name] of [
      [counts, format],
      [containers, container ?? "not known to us"],
    ] as const) {
      const row = rows.get(name) ?? { ours: none(), theirs: none() };
      count(row.ours, outcome, ours.us);
      count(row.theirs, other, theirs.us);
      rows.set(name, row);
    }
    if (outcome === "right") continue;
    const [ffprobe, mediainfo] = judged[path] ?? [{}, {}];
    lines.push(
      `${outcome}\t${path}\n\tours ${say(ours.verdict)} | music-metadata ${say(theirs.verdict)} | ffprobe ${say(ffprobe)} | mediainfo ${say(mediainfo)}`,
    );
  }
  printTable(containers);
  const total: Row = { ours: none(), theirs: none() };
  for (const [format, row] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1))) {
    printRow(format, row);
    for (const who of ["ours", "theirs"] as const)
      for (const key of Object.keys(row[who]) as (keyof Tally)[]) total[who][key] += row[who][key];
  }
  printRow("all", total);
  console.log(`\n${lines.join("\n")}`);
}

/** Files that no judge can read prove nothing, and are in no column. */
function printTable(containers: ReadonlyMap<string, Row>): void {
  const head = ["format", "files", "right", "wrong", "silent", "µs"];
  console.log(`| ${[...head, "music-metadata right", "wrong", "silent", "µs"].join(" | ")} |`);
  console.log(`| ${Array.from({ length: 10 }, () => "---").join(" | ")} |`);
  const all: Row = { ours: none(), theirs: none() };
  for (const [name, row] of [...containers].sort(([one], [other]) => (one < other ? -1 : 1))) {
    printTableRow(name, row);
    for (const who of ["ours", "theirs"] as const)
      for (const key of Object.keys(row[who]) as (keyof Tally)[]) all[who][key] += row[who][key];
  }
  printTableRow("all", all);
}

function printTableRow(name: string, { ours, theirs }: Row): void {
  const judgedFiles = ours.right + ours.decoded + ours.differs + ours.unknown;
  if (judgedFiles > 0)
    console.log(`| ${[name, judgedFiles, ...cellsOf(ours), ...cellsOf(theirs)].join(" | ")} |`);
}

function cellsOf({ right, decoded, differs, unknown, unjudged, us }: Tally): number[] {
  const files = right + decoded + differs + unknown + unjudged;
  return [right + decoded, differs, unknown, Math.round(us / files)];
}

type Tally = Record<Outcome | "us", number>;
interface Row {
  readonly ours: Tally;
  readonly theirs: Tally;
}

function none(): Tally {
  return { right: 0, decoded: 0, differs: 0, unknown: 0, unjudged: 0, us: 0 };
}

function count(tally: Tally, outcome: Outcome, us: number): void {
  tally[outcome] += 1;
  tally.us += us;
}

function printRow(format: string, { ours, theirs }: Row): void {
  const files = ours.right + ours.decoded + ours.differs + ours.unknown + ours.unjudged;
  const each = ({ us, ...rest }: Tally): string => JSON.stringify({ ...rest, us: Math.round(us / files) });
  console.log(`${format.padEnd(40)} ours ${each(ours)} music-metadata ${each(theirs)}`);
}

async function outcomeAt(path: string, verdict: Verdict): Promise<Outcome> {
  const said = outcomeOf(verdict, judged[path] ?? [{}, {}]);
  return said === "differs" && agrees(verdict, await decode(path)) ? "decoded" : said;
}

/** The first reading loads and compiles what it needs. */
async function timed<T>(read: () => Promise<T>): Promise<{ verdict: T; us: number }> {
  await read();
  const began = process.cpuUsage();
  const verdict = await read();
  const { user, system } = process.cpuUsage(began);
  return { verdict, us: user + system };
}

/** What the library says without us, told to count frames where it must. */
async function askLibraryAlone(bytes: Uint8Array, path: string): Promise<Verdict> {
  try {
    const { format } = await parseBuffer(
      new Uint8Array(bytes),
      { path },
      { duration: true, skipCovers: true },
    );
    return verdictOf(format.duration, format.sampleRate, format.numberOfChannels);
  } catch {
    return {};
  }
}

async function factsOf(
  bytes: Uint8Array,
  path: string,
): Promise<Verdict & { container?: string; codec?: string }> {
  const source = new MemorySource(bytes);
  const { durationSeconds, sampleRateHz, channels, metadata } = await readAudioFacts(source, path);
  const { container, codec } = metadata;
  return {
    ...verdictOf(durationSeconds, sampleRateHz, channels),
    ...(container === undefined ? {} : { container }),
    ...(codec === undefined ? {} : { codec }),
  };
}

function verdictOf(
  seconds: number | null | undefined,
  rate: number | null | undefined,
  channels: number | null | undefined,
): Verdict {
  const said = { seconds, rate, channels };
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => typeof value === "number" && value > 0),
  );
}

/** Right is what a judge says, too; a file that no judge can read proves nothing. */
function outcomeOf(ours: Verdict, judges: readonly Verdict[]): Outcome {
  const able = judges.filter(({ seconds }) => seconds !== undefined);
  if (able.length === 0) return "unjudged";
  if (ours.seconds === undefined || ours.rate === undefined || ours.channels === undefined) return "unknown";
  return able.some((judge) => agrees(ours, judge)) ? "right" : "differs";
}

function agrees(ours: Verdict, theirs: Verdict): boolean {
  const [mine, other] = [ours.seconds ?? 0, theirs.seconds ?? 0];
  const near = Math.abs(mine - other) <= Math.max(NEAR_SECONDS, other * NEAR_SHARE);
  const isSame = (key: "rate" | "channels"): boolean =>
    theirs[key] === undefined || ours[key] === theirs[key];
  return near && isSame("rate") && isSame("channels");
}

function say({ seconds, rate, channels }: Verdict): string {
  return `${seconds === undefined ? "?" : Number(seconds.toFixed(4))} s ${rate ?? "?"} Hz ${channels ?? "?"}`;
}
