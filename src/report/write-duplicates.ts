import type { Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import type { DuplicateGroup } from "./duplicate-group.ts";
import { DUPLICATES_CSV } from "./duplicates-csv.ts";
import { writeDuplicatesScript, type ScriptRequest, type ScriptResult } from "./duplicates-script.ts";
import { writeFdupes } from "./duplicates-fdupes.ts";
import { writeDuplicatesTable } from "./duplicates-table.ts";
import { readDuplicates, type DuplicatesOptions, type DuplicatesReport } from "./duplicates.ts";
import type { Output } from "./output.ts";
import { REPORT_FORMATS, writeReport, type ReportShape } from "./write-report.ts";

export const DUPLICATE_FORMATS = [...REPORT_FORMATS, "fdupes"] as const;
export type DuplicateFormat = (typeof DUPLICATE_FORMATS)[number];

export interface DuplicatesResult {
  /** Of the whole catalog, whatever was shown. */
  readonly groups: number;
  readonly redundantFiles: number;
  /** Files that the format could not say (`fdupes` and names with line breaks). */
  readonly leftOut: number;
}

/**
 * Writes the report `duplicates`, streaming. Throws CatalogError for a keep rule that is none, whatever the database
 * throws, and what `output.write` rejects with.
 */
export function writeDuplicates(
  session: Session,
  options: DuplicatesOptions & { format: DuplicateFormat },
  output: Output,
): Promise<DuplicatesResult> {
  return withSnapshot(session, async () => {
    const report = await readDuplicates(session, options);
    const leftOut = await writeAs(options.format, report, output);
    const { groups, redundantFiles } = report.totals;
    return { groups, redundantFiles, leftOut };
  });
}

/** Writes a script that moves what can go. As writeDuplicates. */
export function writeScript(
  session: Session,
  options: DuplicatesOptions & ScriptRequest,
  output: Output,
): Promise<ScriptResult> {
  return withSnapshot(session, async () =>
    writeDuplicatesScript(await readDuplicates(session, options), options, output),
  );
}

const SHAPE: ReportShape<DuplicateGroup, DuplicatesReport> = {
  csv: DUPLICATES_CSV,
  table: writeDuplicatesTable,
};

async function writeAs(format: DuplicateFormat, report: DuplicatesReport, output: Output): Promise<number> {
  if (format === "fdupes") return writeFdupes(report, output);
  await writeReport(report, { format, shape: SHAPE }, output);
  return 0;
}
