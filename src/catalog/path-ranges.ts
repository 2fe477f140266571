/** Paths from `from` up to, not including, `to`, compared byte by byte: what lies below a folder. */
export interface PathRange {
  readonly from: string;
  readonly to: string;
}

/** Two bind parameters, however many ranges there are. */
export function rangeColumns(ranges: readonly PathRange[]): [string[], string[]] {
  return [ranges.map(({ from }) => from), ranges.map(({ to }) => to)];
}
