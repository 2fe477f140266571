import { writeCsv, type CsvShape } from "./csv-output.ts";
import { writeJson, writeNdjson, type Report } from "./json-output.ts";
import type { Output } from "./output.ts";

/** What every report can be written as. */
export const REPORT_FORMATS = ["table", "json", "ndjson", "csv"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How one kind of report looks where its JSON does not say it all. */
export interface ReportShape<Item extends object, Kind extends Report<Item>> {
  readonly csv: CsvShape<Item>;
  table(report: Kind, output: Output): Promise<void>;
}

/** Writes a report, using up its items. Rejects with what they or `output.write` reject with. */
export async function writeReport<Item extends object, Kind extends Report<Item>>(
  report: Kind,
  options: { format: ReportFormat; shape: ReportShape<Item, Kind> },
  output: Output,
): Promise<void> {
  const writers = {
    table: () => options.shape.table(report, output),
    json: () => writeJson(report, output),
    ndjson: () => writeNdjson(report, output),
    csv: () => writeCsv(report, options.shape.csv, output),
  };
  await writers[options.format]();
}
