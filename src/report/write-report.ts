import { writeCsv, type CsvShape } from "./csv-output.ts";
import { writeJson, writeNdjson, type Report } from "./json-output.ts";
import { humanCount } from "./human.ts";
import type { Output } from "./output.ts";

/** What every report can be written as. */
export const REPORT_FORMATS = ["table", "json", "ndjson", "csv"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How one kind of report looks where its JSON does not say it all. */
export interface ReportShape<Item extends object, Kind extends Report<Item>> {
  readonly csv: CsvShape<Item>;
  table(report: Kind, output: Output): Promise<void>;
}

interface WriteOptions<Item extends object, Kind extends Report<Item>> {
  readonly format: ReportFormat;
  readonly shape: ReportShape<Item, Kind>;
  /** So many entries are written; a report counts all of them all the same. Left out: all. */
  readonly limit?: number | undefined;
  /** How many entries there are, where that is known before: those behind the limit are not asked for then. */
  readonly of?: number;
}

/**
 * Writes a report, using up its items; a table that is shorter than its list says so. Rejects with what they or `output.write`
 * reject with.
 */
export async function writeReport<Item extends object, Kind extends Report<Item>>(
  whole: Kind,
  { format, shape, limit = Number.POSITIVE_INFINITY, of }: WriteOptions<Item, Kind>,
  output: Output,
): Promise<void> {
  const counts = { shown: 0, all: 0, of };
  const report = { ...whole, items: firstOf(whole.items, limit, counts) };
  const writers = {
    table: () => shape.table(report, output),
    json: () => writeJson(report, output),
    ndjson: () => writeNdjson(report, output),
    csv: () => writeCsv(report, shape.csv, output),
  };
  await writers[format]();
  if (format === "table" && counts.shown < counts.all)
    await output.write(
      `${humanCount(counts.shown)} of ${humanCount(counts.all)} are shown: --limit all shows all\n`,
    );
}

/** The others are asked for too, unless their number is known: many a report counts what it gives. */
async function* firstOf<Item>(
  items: AsyncIterable<Item>,
  limit: number,
  counts: { shown: number; all: number; readonly of: number | undefined },
): AsyncGenerator<Item> {
  for await (const item of items) {
    counts.all += 1;
    if (counts.shown < limit) {
      counts.shown += 1;
      yield item;
    } else if (counts.of !== undefined) {
      counts.all = counts.of;
      return;
    }
  }
}
