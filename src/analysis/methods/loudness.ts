import type { SampleBlock, SoundShape } from "../sample-block.ts";
import { ChannelPlanes } from "./channel-planes.ts";
import { GatedLoudness } from "./gated-loudness.ts";
import { KWeighting } from "./k-weighting.ts";
import { TruePeak } from "./true-peak.ts";

/** What `loudness/1` says. Null is silence, which has no level, and what is shorter than 0.4 s has no loudness. */
export interface LoudnessResult {
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly samplePeakDbfs: number | null;
  /** Of all channels together. */
  readonly rmsDbfs: number | null;
}

interface Channel {
  readonly weighting: KWeighting;
  readonly truePeak: TruePeak;
  /** What its energy counts for. */
  readonly weight: number;
}

/** Loudness after BS.1770-4, true peak, and for one-shots their sample peak and mean level. */
export class Loudness {
  readonly #planes: ChannelPlanes;
  readonly #channels: readonly Channel[];
  readonly #gated: GatedLoudness;
  readonly #hopFrames: number;
  /** Of the hop in hand. */
  #hopEnergy = 0;
  #hopFilled = 0;
  #squares = 0;
  #samples = 0;
  #highest = 0;

  constructor({ sampleRateHz, channels }: SoundShape) {
    this.#planes = new ChannelPlanes(channels);
    this.#channels = Array.from({ length: channels }, (_, index) => ({
      weighting: new KWeighting(sampleRateHz),
      truePeak: new TruePeak(sampleRateHz),
      weight: weightOf(index, channels),
    }));
    // A gating block of 400 ms overlaps the next by three quarters: a hop is 100 ms.
    this.#hopFrames = Math.max(1, Math.round(sampleRateHz / 10));
    this.#gated = new GatedLoudness(this.#hopFrames);
  }

  take(block: SampleBlock): void {
    const planes = this.#planes.of(block);
    const frames = planes[0]?.samples.length ?? 0;
    for (const [index, { samples, squares, highest }] of planes.entries()) {
      this.#channels[index]?.truePeak.take(samples, highest);
      this.#squares += squares;
      this.#samples += samples.length;
      this.#highest = Math.max(this.#highest, highest);
    }
    for (let done = 0; done < frames;) {
      const more = Math.min(frames - done, this.#hopFrames - this.#hopFilled);
      for (const [index, { weighting, weight }] of this.#channels.entries()) {
        const plane = planes[index];
        if (weight > 0 && plane !== undefined)
          this.#hopEnergy += weight * weighting.energy(plane.samples, done, done + more);
      }
      done += more;
      this.#hopFilled += more;
      if (this.#hopFilled === this.#hopFrames) this.#endHop();
    }
  }

  result(): LoudnessResult {
    for (const { truePeak } of this.#channels) truePeak.end();
    const truePeak = Math.max(0, ...this.#channels.map(({ truePeak: { peak } }) => peak));
    const integrated = this.#gated.integrated();
    return {
      integratedLufs: integrated === null ? null : rounded(integrated),
      truePeakDbtp: decibels(truePeak),
      samplePeakDbfs: decibels(this.#highest),
      rmsDbfs: decibels(Math.sqrt(this.#squares / Math.max(1, this.#samples))),
    };
  }

  #endHop(): void {
    this.#gated.take(this.#hopEnergy);
    this.#hopEnergy = 0;
    this.#hopFilled = 0;
  }
}

/** Those behind us count for more, the lowest for nothing, in the order that WAV files have: L R C (LFE) Ls Rs …. */
function weightOf(index: number, channels: number): number {
  const isSurround = channels >= 5 && channels <= 8;
  if (!isSurround) return 1;
  if (channels === 5) return index >= 3 ? SURROUND : 1;
  if (index === 3) return 0;
  return index > 3 ? SURROUND : 1;
}
/** 1.5 dB. */
const SURROUND = 1.41;

/** A hundredth of a decibel is less than two tools agree on. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function decibels(level: number): number | null {
  return level > 0 ? rounded(20 * Math.log10(level)) : null;
}
