import type { SampleBlock } from "../sample-block.ts";

/** The picture of a sound: what `peaks/1` says. */
export interface PeaksResult {
  readonly frames: number;
  /** A power of two; the last point may stand for fewer. */
  readonly framesPerPoint: number;
  /** 800 at most. */
  readonly points: number;
  /** Base64 of two signed bytes a point, the lowest and the highest sample of all channels, each its upper 8 bits. */
  readonly data: string;
}

/** As wide as a picture in a list or a player is drawn. */
const MOST_POINTS = 800;
const [LOWEST, HIGHEST] = [-(2 ** 31), 2 ** 31 - 1];

/**
 * Lowest and highest samples of equal stretches. A stretch begins with one frame and doubles whenever there are too many,
 * so the length need not be known before, and equal samples have equal points however they came.
 */
export class Peaks {
  readonly #channels: number;
  readonly #lows = new Int32Array(MOST_POINTS);
  readonly #highs = new Int32Array(MOST_POINTS);
  #framesPerPoint = 1;
  #frames = 0;
  #ofFloats = new Int32Array(0);
  /** Whole points. */
  #points = 0;
  /** Of the point in hand. */
  #low = HIGHEST;
  #high = LOWEST;
  #inHand = 0;

  constructor(channels: number) {
    this.#channels = channels;
  }

  take(block: SampleBlock): void {
    const samples = block.kind === "integers" ? block.samples : this.#integersOf(block.samples);
    const frames = samples.length / this.#channels;
    for (let done = 0; done < frames;) {
      const more = Math.min(frames - done, this.#framesPerPoint - this.#inHand);
      this.#look(samples, done * this.#channels, (done + more) * this.#channels);
      done += more;
      this.#inHand += more;
      if (this.#inHand === this.#framesPerPoint) this.#endPoint();
    }
    this.#frames += frames;
  }

  result(): PeaksResult {
    while (this.#inHand > 0) this.#endPoint();
    const data = new Int8Array(this.#points * 2);
    for (let point = 0; point < this.#points; point += 1) {
      data[point * 2] = (this.#lows[point] ?? 0) >> 24;
      data[point * 2 + 1] = (this.#highs[point] ?? 0) >> 24;
    }
    return {
      frames: this.#frames,
      framesPerPoint: this.#framesPerPoint,
      points: this.#points,
      data: Buffer.from(data.buffer).toString("base64"),
    };
  }

  #look(samples: Int32Array, from: number, to: number): void {
    let [low, high] = [this.#low, this.#high];
    for (let at = from; at < to; at += 1) {
      const sample = samples[at] ?? 0;
      if (sample < low) low = sample;
      if (sample > high) high = sample;
    }
    this.#low = low;
    this.#high = high;
  }

  #endPoint(): void {
    if (this.#points === MOST_POINTS) this.#halve();
    else {
      this.#lows[this.#points] = this.#low;
      this.#highs[this.#points] = this.#high;
      this.#points += 1;
      this.#low = HIGHEST;
      this.#high = LOWEST;
      this.#inHand = 0;
    }
  }

  /** Two points become one. The point in hand goes on as the first half of one. */
  #halve(): void {
    for (let point = 0; point < MOST_POINTS / 2; point += 1) {
      const [one, other] = [point * 2, point * 2 + 1];
      this.#lows[point] = Math.min(this.#lows[one] ?? 0, this.#lows[other] ?? 0);
      this.#highs[point] = Math.max(this.#highs[one] ?? 0, this.#highs[other] ?? 0);
    }
    this.#points = MOST_POINTS / 2;
    this.#framesPerPoint *= 2;
  }

  /** What goes over full scale is cut there. */
  #integersOf(samples: Float64Array): Int32Array {
    if (this.#ofFloats.length < samples.length) this.#ofFloats = new Int32Array(samples.length);
    const integers = this.#ofFloats.subarray(0, samples.length);
    for (let at = 0; at < integers.length; at += 1) {
      const scaled = Math.floor((samples[at] ?? 0) * 2 ** 31);
      integers[at] = scaled < LOWEST ? LOWEST : scaled > HIGHEST ? HIGHEST : scaled;
    }
    return integers;
  }
}
