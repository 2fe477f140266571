/** What hearing makes of one channel before its energy is counted: BS.1770-4, a shelf for the head and a high-pass. */
export class KWeighting {
  readonly #shelf: readonly [number, number, number, number, number];
  readonly #pass: readonly [number, number];
  readonly #state = new Float64Array(4);

  constructor(sampleRateHz: number) {
    this.#shelf = shelfOf(sampleRateHz);
    this.#pass = highPassOf(sampleRateHz);
  }

  /** Sum of the squares of the weighted samples. */
  energy(plane: Float64Array, from: number, to: number): number {
    const [b0, b1, b2, a1, a2] = this.#shelf;
    const [c1, c2] = this.#pass;
    let [s1 = 0, s2 = 0, t1 = 0, t2 = 0] = this.#state;
    let sum = 0;
    for (let at = from; at < to; at += 1) {
      const x = plane[at] ?? 0;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      // The numerator of the high-pass is 1, -2, 1.
      const z = y + t1;
      t1 = -2 * y - c1 * z + t2;
      t2 = y - c2 * z;
      sum += z * z;
    }
    // In silence the states shrink for ever, and numbers near the smallest are some 100 times slower.
    this.#state.set([s1, s2, t1, t2].map((each) => (Math.abs(each) < 1e-15 ? 0 : each)));
    return sum;
  }
}

/**
 * The standard gives coefficients for 48 kHz; these are the analogue filters behind them, as libebur128 and ffmpeg have
 * found them, for any rate.
 */
function shelfOf(rate: number): readonly [number, number, number, number, number] {
  const [frequency, gain, quality] = [1681.974450955533, 3.999843853973347, 0.7071752369554196];
  const k = Math.tan((Math.PI * frequency) / rate);
  const high = 10 ** (gain / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / quality + k * k;
  return [
    (high + (band * k) / quality + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / quality + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / quality + k * k) / a0,
  ];
}

function highPassOf(rate: number): readonly [number, number] {
  const [frequency, quality] = [38.13547087602444, 0.5003270373238773];
  const k = Math.tan((Math.PI * frequency) / rate);
  const a0 = 1 + k / quality + k * k;
  return [(2 * (k * k - 1)) / a0, (1 - k / quality + k * k) / a0];
}
