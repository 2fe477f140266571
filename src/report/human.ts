const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

/** `0 B`, `999 B`, `1.5 KB`, `310 MB`: powers of 1000, as drives are sold, three digits at most. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

const SPANS: readonly [string, number][] = [
  ["y", 365 * 86_400],
  ["mo", 30 * 86_400],
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
];

/** The largest unit that fits: `45 s`, `12 min`, `3 d`, `2 y`. */
export function humanDuration(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  for (const [unit, length] of SPANS) {
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  }
  return `${Math.floor(seconds)} s`;
}

/** `1,234,567`, the same on every machine, of a whole number. Not toLocaleString, whose first call takes 40 ms (Node 24). */
export function humanCount(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 file`, `2 files`; `plural` where an s does not do. */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${humanCount(count)} ${count === 1 ? word : plural}`;
}
