import type { Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import { line } from "./blocks.ts";
import { readFound, type FindReport, type FoundAsset } from "./find.ts";
import type { FindOptions } from "./find-query.ts";
import { counted, humanCount } from "./human.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { REPORT_FORMATS, writeReport, type ReportFormat, type ReportShape } from "./write-report.ts";

/** `nul`: paths, each ended by a NUL, for xargs -0. */
export const FIND_FORMATS = [...REPORT_FORMATS, "paths", "m3u8"] as const;
export type FindFormat = (typeof FIND_FORMATS)[number] | "nul";

export interface Found {
  readonly report: Pick<FindReport, "totals" | "known">;
  readonly shown: number;
  /** Names with line breaks, which lists of lines can't say. */
  readonly leftOut: number;
}

const COLUMNS = [
  "filePath",
  "assetId",
  "durationSeconds",
  "sampleRateHz",
  "channels",
  "bitsPerSample",
  "kind",
  "bpm",
  "bpmSource",
  "key",
  "keySource",
  "uses",
  "copies",
  "addedAt",
  "library",
  "integratedLufs",
] as const;

const SHAPE: ReportShape<FoundAsset, FindReport> = {
  csv: {
    columns: COLUMNS,
    *rows(asset) {
      yield COLUMNS.map((column) => asset[column]);
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    for await (const asset of report.items) {
      const texts = [line(output, 0, asset.filePath), paint(output, "dim", line(output, 4, factsOf(asset)))];
      await chunks.write(`${texts.join("\n")}\n`);
    }
    await chunks.write(`${paint(output, "bold", summary(report))}\n`);
    await chunks.flush();
  },
};

function factsOf(asset: FoundAsset): string {
  const { bpm, bpmSource, key, keySource, durationSeconds, sampleRateHz, channels, kind } = asset;
  return [
    ...(durationSeconds === null ? [] : [`${durationSeconds.toFixed(2)} s`]),
    ...(kind === null ? [] : [kind]),
    ...(bpm === null ? [] : [`${Number(bpm.toFixed(2))} BPM (${bpmSource})`]),
    ...(key === null ? [] : [`${key} (${keySource})`]),
    ...(sampleRateHz === null ? [] : [`${sampleRateHz / 1000} kHz`]),
    ...(channels === null ? [] : [counted(channels, "channel")]),
    asset.uses === 0 ? "unused" : `used ${counted(asset.uses, "time")}`,
    ...(asset.copies === 0 ? [] : [counted(asset.copies, "copy", "copies")]),
    ...(asset.offline ? ["offline"] : []),
  ].join(" · ");
}

/** What was found, and, where tempo or key were asked for, of how many files it is known at all. */
function summary({ totals, query, known }: FindReport): string {
  const found = `${totals.isWhole ? "" : "More than "}${counted(totals.assets, "asset")}`;
  const about = known.isExact ? "" : "about ";
  const facts = [
    ...(query.tempo.length > 0 ? [`${about}${humanCount(known.tempo)} say a tempo`] : []),
    ...(query.keys.length > 0 ? [`${about}${humanCount(known.key)} say a key`] : []),
  ];
  if (facts.length === 0) return found;
  return `${found}; of ${about}${counted(known.assets, "file")} in the catalog ${facts.join(" and ")}`;
}

/** Writes the report `find`. */
export function writeFind(
  session: Session,
  options: FindOptions & { format: FindFormat },
  output: Output,
): Promise<Found> {
  return withSnapshot(session, async () => {
    const report = await readFound(session, options);
    const counts = { shown: 0, leftOut: 0 };
    const counting = { ...report, items: eachCounted(report.items, () => counts.shown++) };
    if (options.format === "paths" || options.format === "nul" || options.format === "m3u8")
      counts.leftOut = await writeList(counting, options.format, output);
    else await writeReport(counting, { format: options.format satisfies ReportFormat, shape: SHAPE }, output);
    return { report, ...counts };
  });
}

async function* eachCounted<Item>(items: AsyncIterable<Item>, count: () => void): AsyncGenerator<Item> {
  for await (const item of items) {
    count();
    yield item;
  }
}

/** A path a line, exactly as it is. Returns how many could not be said: half of a name with a line break would name another file. */
async function writeList(
  report: FindReport,
  format: "paths" | "nul" | "m3u8",
  output: Output,
): Promise<number> {
  const chunks = new ChunkedOutput(output);
  let leftOut = 0;
  if (format === "m3u8") await chunks.write("#EXTM3U\n");
  for await (const asset of report.items) {
    const { filePath } = asset;
    if (format === "nul") await chunks.write(`${filePath}\0`);
    else if (/[\n\r]/.test(filePath)) leftOut++;
    else await chunks.write(format === "m3u8" ? playlistEntry(asset) : `${filePath}\n`);
  }
  await chunks.flush();
  return leftOut;
}

/** `-1` is a length that is not known. */
function playlistEntry({ filePath, fileName, durationSeconds }: FoundAsset): string {
  const seconds = durationSeconds === null ? -1 : Math.round(durationSeconds);
  return `#EXTINF:${seconds},${fileName}\n${filePath}\n`;
}
