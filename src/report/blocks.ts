import stringWidth from "string-width";
import { fitMiddle, padEnd, padStart } from "./fit.ts";
import type { Output } from "./output.ts";
import { visible } from "./visible.ts";

/** A line that fits the terminal; control characters are made visible, what is too long loses its middle. */
export function line(output: Pick<Output, "columns">, indent: number, text: string): string {
  return " ".repeat(indent) + fitMiddle(visible(text), Math.max(10, output.columns - indent));
}

export interface TextColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** This column is shortened when the terminal is too narrow. */
  readonly shrinks?: boolean;
}

/** A table of few rows: columns as wide as their widest cell, two spaces between; columns that shrink give way. */
export function textTable(
  output: Output,
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): string[] {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) => row.map((cell) => visible(cell)));
  const natural = columns.map((_, at) => Math.max(...cells.map((row) => stringWidth(row[at] ?? ""))));
  const widths = shrunk(natural, columns, output.columns);
  return cells.map((row) =>
    columns
      .map(({ align }, at) => {
        const width = widths[at] ?? 0;
        const text = fitMiddle(row[at] ?? "", width);
        return align === "left" ? padEnd(text, width) : padStart(text, width);
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Two spaces stand between columns. */
const GAP = 2;
/** No column is shortened below this: "/a…wav" still says something. */
const LEAST_WIDTH = 8;

function shrunk(natural: readonly number[], columns: readonly TextColumn[], room: number): number[] {
  const gaps = GAP * (columns.length - 1);
  const over = natural.reduce((sum, width) => sum + width, gaps) - room;
  const shrinking = columns.filter(({ shrinks }) => shrinks === true).length;
  if (over <= 0 || shrinking === 0) return [...natural];
  const share = Math.ceil(over / shrinking);
  return natural.map((width, at) =>
    columns[at]?.shrinks === true ? Math.max(Math.min(width, LEAST_WIDTH), width - share) : width,
  );
}
