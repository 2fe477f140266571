/** The paths below a folder, as a range in collation "C": `low <= path < high`. */
export interface FolderRange {
  readonly low: string;
  readonly high: string;
}

/** `_` and `%` are letters in names, so what lies below a folder is a range and never a pattern. */
export function folderRange(folder: string): FolderRange {
  const separator = folder.includes("/") || !folder.includes("\\") ? "/" : "\\";
  const bare = folder.endsWith(separator) ? folder.slice(0, -1) : folder;
  const next = String.fromCodePoint(separator.codePointAt(0)! + 1);
  return { low: bare + separator, high: bare + next };
}

/** Two columns of bind parameters, however many ranges there are. */
export function rangeColumns(ranges: readonly FolderRange[]): [string[], string[]] {
  return [ranges.map(({ low }) => low), ranges.map(({ high }) => high)];
}

export function isInRange(path: string, range: FolderRange): boolean {
  return path.startsWith(range.low);
}
