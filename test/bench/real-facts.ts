// Holds duration, sample rate and channels of every audio file below some folders against ffprobe's and mediainfo's word:
//   npx tsx test/bench/real-facts.ts FOLDER... [--judged judged.json]
// Needs ffmpeg, ffprobe and mediainfo. What they said is kept in the file that --judged names, because ffprobe is the slow part.
// Prints, a format a line, how many files are right as one of them says, right as ffmpeg plays them although both say
// something else ("decoded"), different, unknown to us, and unknown to both; and then all but the right ones.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { DEFAULT_EXTENSIONS } from "../../src/config/catalog-defaults.ts";
import { DescriptorSource } from "../../src/reader/descriptor-source.ts";
import { readAudioFacts } from "../../src/reader/facts/read-audio-facts.ts";
import { ReaderProgress } from "../../src/reader/reader-progress.ts";
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
  const counts = new Map<string, Record<Outcome, number>>();
  const lines: string[] = [];
  for (const path of paths) {
    const { container, codec, ...ours } = await factsAt(path);
    const said = outcomeOf(ours, judged[path] ?? [{}, {}]);
    const outcome = said === "differs" && agrees(ours, await decode(path)) ? "decoded" : said;
    const format = `${extname(path).slice(1).toLowerCase()} ${container ?? "?"} ${codec ?? "?"}`;
    const row = counts.get(format) ?? { right: 0, decoded: 0, differs: 0, unknown: 0, unjudged: 0 };
    counts.set(format, { ...row, [outcome]: row[outcome] + 1 });
    if (outcome === "right") continue;
    const [ffprobe, mediainfo] = judged[path] ?? [{}, {}];
    lines.push(
      `${outcome}\t${path}\n\tours ${say(ours)} | ffprobe ${say(ffprobe)} | mediainfo ${say(mediainfo)}`,
    );
  }
  const total = { right: 0, decoded: 0, differs: 0, unknown: 0, unjudged: 0 };
  for (const [format, row] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1))) {
    console.log(`${format.padEnd(40)} ${JSON.stringify(row)}`);
    for (const key of Object.keys(total) as Outcome[]) total[key] += row[key];
  }
  console.log(`${"all".padEnd(40)} ${JSON.stringify(total)}\n\n${lines.join("\n")}`);
}

async function factsAt(path: string): Promise<Verdict & { container?: string; codec?: string }> {
  const descriptor = openSync(path, "r");
  try {
    const source = new DescriptorSource(descriptor, statSync(path).size, new ReaderProgress());
    const { durationSeconds, sampleRateHz, channels, metadata } = await readAudioFacts(source, path);
    const { container, codec } = metadata;
    return {
      ...(durationSeconds === null ? {} : { seconds: durationSeconds }),
      ...(sampleRateHz === null ? {} : { rate: sampleRateHz }),
      ...(channels === null ? {} : { channels }),
      ...(container === undefined ? {} : { container }),
      ...(codec === undefined ? {} : { codec }),
    };
  } finally {
    closeSync(descriptor);
  }
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
