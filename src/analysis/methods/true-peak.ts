import { filterPairs, type FilterPairs } from "./filter-pairs.ts";

/** Samples looked at together: so few, that a loud one does not drag many silent ones with it. */
const STRETCH = 32;

/**
 * The highest level between the samples of one channel, by 4 times as many of them (BS.1770-4, Annex 2). Stretches are left
 * out that can't have it: what an interpolation comes to is bounded by the highest sample that it sees.
 */
export class TruePeak {
  readonly #filter: FilterPairs | null;
  readonly #reach: number;
  /** The end of the block before, then the block. */
  #line: Float64Array;
  #peak = 0;

  constructor(sampleRateHz: number) {
    this.#filter = filterPairs(sampleRateHz);
    this.#reach = (this.#filter?.pairs ?? 0) * 2 - (this.#filter === null ? 0 : 1);
    this.#line = new Float64Array(this.#reach);
  }

  /** With the samples themselves. */
  get peak(): number {
    return this.#peak;
  }

  /** @param highest the highest level of the samples of `plane` */
  take(plane: Float64Array, highest: number): void {
    // The loudest first: what comes after it is left out all the more.
    if (highest > this.#peak) this.#peak = highest;
    const filter = this.#filter;
    if (filter === null) return;
    const reach = this.#reach;
    const length = reach + plane.length;
    if (this.#line.length < length) {
      const longer = new Float64Array(length);
      longer.set(this.#line.subarray(0, reach));
      this.#line = longer;
    }
    const line = this.#line;
    line.set(plane, reach);
    for (let from = reach; from < length; from += STRETCH) {
      const to = Math.min(length, from + STRETCH);
      if (highestOf(line, from - reach, to) * filter.most > this.#peak)
        this.#peak = interpolated(line, { from, to, filter, peak: this.#peak });
    }
    line.copyWithin(0, length - reach, length);
  }

  /** What rings on behind the last sample. */
  end(): void {
    this.take(new Float64Array(this.#reach), 0);
  }
}

/** The peak, or what stands between the samples before `from` … `to` if that is higher. */
function interpolated(
  line: Float64Array,
  { from, to, filter, peak }: { from: number; to: number; filter: FilterPairs; peak: number },
): number {
  const { pairs, half, even, odd } = filter;
  const last = pairs * 2 - 1;
  let highest = peak;
  for (let at = from; at < to; at += 1) {
    let [middle, evens, odds] = [0, 0, 0];
    for (let pair = 0; pair < pairs; pair += 1) {
      const one = line[at - pair] ?? 0;
      const other = line[at - last + pair] ?? 0;
      const sum = one + other;
      middle += (half[pair] ?? 0) * sum;
      evens += (even[pair] ?? 0) * sum;
      odds += (odd[pair] ?? 0) * (one - other);
    }
    // The samples at a quarter and at three quarters are evens + odds and evens - odds.
    const quarters = (evens < 0 ? -evens : evens) + (odds < 0 ? -odds : odds);
    if (quarters > highest) highest = quarters;
    if (middle > highest) highest = middle;
    else if (-middle > highest) highest = -middle;
  }
  return highest;
}

function highestOf(samples: Float64Array, from: number, to: number): number {
  let most = 0;
  for (let at = from; at < to; at += 1) {
    const sample = samples[at] ?? 0;
    const level = sample < 0 ? -sample : sample;
    if (level > most) most = level;
  }
  return most;
}
