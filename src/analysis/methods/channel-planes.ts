import type { SampleBlock } from "../sample-block.ts";

/** One channel of a block, as numbers with full scale 1. */
export interface Plane {
  readonly samples: Float64Array;
  readonly squares: number;
  readonly highest: number;
}

/** A block's channels apart. The memory is used again for the next block. */
export class ChannelPlanes {
  readonly #channels: number;
  #room: Float64Array[] = [];

  constructor(channels: number) {
    this.#channels = channels;
  }

  of({ kind, samples }: SampleBlock): Plane[] {
    const channels = this.#channels;
    const frames = samples.length / channels;
    if ((this.#room[0]?.length ?? 0) < frames)
      this.#room = Array.from({ length: channels }, () => new Float64Array(frames));
    return this.#room.map((room, channel) => {
      const plane = room.subarray(0, frames);
      // A loop for each kind of array: one for both is several times slower.
      return kind === "integers"
        ? spreadIntegers(samples, plane, { channel, channels })
        : spreadFloats(samples, plane, { channel, channels });
    });
  }
}

interface Place {
  readonly channel: number;
  readonly channels: number;
}

function spreadIntegers(from: Int32Array, samples: Float64Array, { channel, channels }: Place): Plane {
  let [squares, highest] = [0, 0];
  for (let at = 0, place = channel; at < samples.length; at += 1, place += channels) {
    const sample = (from[place] ?? 0) * 2 ** -31;
    samples[at] = sample;
    squares += sample * sample;
    const level = sample < 0 ? -sample : sample;
    if (level > highest) highest = level;
  }
  return { samples, squares, highest };
}

/** What is no number is silence here. */
function spreadFloats(from: Float64Array, samples: Float64Array, { channel, channels }: Place): Plane {
  let [squares, highest] = [0, 0];
  for (let at = 0, place = channel; at < samples.length; at += 1, place += channels) {
    const given = from[place] ?? 0;
    const sample = Number.isFinite(given) ? given : 0;
    samples[at] = sample;
    squares += sample * sample;
    const level = sample < 0 ? -sample : sample;
    if (level > highest) highest = level;
  }
  return { samples, squares, highest };
}
