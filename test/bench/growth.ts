import { medianSeconds, peakMb, told, type BenchRow, type Run } from "./measure.ts";

/** 10,000 to 1,000,000; a smaller largest size for a try: MUSAIC_BENCH_FILES=20000. */
const LARGEST = Number(process.env["MUSAIC_BENCH_FILES"] ?? 1_000_000);
export const SIZES = [LARGEST / 100, LARGEST / 10, LARGEST] as const;

export interface Sized<T> {
  readonly size: number;
  readonly of: T;
}

/** One row: seconds and memory at each size, and how the time grows: 1 is in step with the size, 2 with its square. */
export function growth<T>(
  what: string,
  all: readonly Sized<T>[],
  runsOf: (one: T) => readonly Run[],
): BenchRow {
  const points = all.map(({ size, of }) => ({
    size,
    seconds: medianSeconds(runsOf(of)),
    mb: peakMb(runsOf(of)),
  }));
  const seconds = points.map((point) => point.seconds.toFixed(point.seconds < 10 ? 2 : 0)).join(" → ");
  const memory = points.map(({ mb }) => Math.round(mb)).join(" → ");
  const exponents = points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    return (Math.log(point.seconds / before.seconds) / Math.log(point.size / before.size)).toFixed(2);
  });
  return told(what, `${seconds} s, exponents ${exponents.join(" and ")}; ${memory} MB`);
}
