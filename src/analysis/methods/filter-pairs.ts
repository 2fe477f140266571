/** As libebur128 and ffmpeg do: a sinc of 49 taps under a Hann window. */
const TAPS = 49;

/**
 * An interpolation filter, folded: it is symmetric, so the taps of a pair of samples are used on their sum and on their
 * difference. `half` gives the sample in the middle between two; `even` and `odd` those at a quarter and three quarters.
 */
export interface FilterPairs {
  readonly pairs: number;
  readonly half: Float64Array;
  readonly even: Float64Array;
  readonly odd: Float64Array;
  /** An interpolated sample is at most so many times the highest that it sees. */
  readonly most: number;
}

/** Four times up to 96 kHz, twice up to 192 kHz; beyond, nothing can stand between the samples that matters. */
export function filterPairs(sampleRateHz: number): FilterPairs | null {
  if (sampleRateHz >= 192_000) return null;
  const times = sampleRateHz < 96_000 ? 4 : 2;
  const phases = phasesOf(times);
  const halves = phases[times / 2] ?? [];
  const quarters = times === 4 ? (phases[1] ?? []) : halves.map(() => 0);
  const pairs = halves.length / 2;
  const fold = (taps: readonly number[], sign: 1 | -1): Float64Array =>
    Float64Array.from({ length: pairs }, (_, pair) => {
      const [one = 0, other = 0] = [taps[pair], taps[taps.length - 1 - pair]];
      return (one + sign * other) / 2;
    });
  return {
    pairs,
    half: Float64Array.from(halves.slice(0, pairs)),
    even: fold(quarters, 1),
    odd: fold(quarters, -1),
    most: Math.max(...[halves, quarters].map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0))),
  };
}

/** The taps that make each new sample between two. */
function phasesOf(times: number): number[][] {
  const phases: number[][] = Array.from({ length: times }, () => []);
  for (let tap = 0; tap < TAPS; tap += 1) {
    const distance = ((tap - (TAPS - 1) / 2) * Math.PI) / times;
    const window = 0.5 * (1 - Math.cos((2 * Math.PI * tap) / (TAPS - 1)));
    phases[tap % times]?.push(window * (distance === 0 ? 1 : Math.sin(distance) / distance));
  }
  return phases;
}
