import type { Report } from "./json-output.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { visible } from "./visible.ts";

export type CsvCell = string | number | boolean | null;

/** Column names, and the rows that one item of a report becomes. */
export interface CsvShape<Item> {
  readonly columns: readonly string[];
  rows(item: Item): Iterable<readonly CsvCell[]>;
}

/** A header line and a line for each row; the report's head and tail are not said. Lines end with LF. */
export async function writeCsv<Item>(
  report: Report<Item>,
  shape: CsvShape<Item>,
  output: Output,
): Promise<void> {
  const chunks = new ChunkedOutput(output);
  await chunks.write(csvLine(shape.columns));
  for await (const item of report.items) {
    for (const row of shape.rows(item)) await chunks.write(csvLine(row));
  }
  await chunks.flush();
}

function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(",")}\n`;
}

/** What spreadsheets take for the start of a formula, in both widths. */
const FORMULA = /^\s*[=+\-@＝＋－＠|%]/u;

/**
 * One cell. Text that a spreadsheet would take for a formula gets a `'` before it, which spreadsheets hide; control
 * characters are written visibly. Whoever needs a path exactly as it is takes JSON.
 */
export function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const shown = visible(cell);
  const safe = FORMULA.test(shown) ? `'${shown}` : shown;
  // `;` too: where a comma is the decimal sign, spreadsheets split lines at semicolons.
  return /[",;']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
