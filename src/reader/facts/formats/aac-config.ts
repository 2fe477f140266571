/** Sampling frequencies by index, ISO 14496-3 table 1.18; index 15 says that the rate follows in full. */
export const AAC_RATES_HZ = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
] as const;

interface AacConfig {
  readonly sampleRateHz: number;
  /** 0 where the stream itself says it. */
  readonly channels: number;
  readonly codec: string;
}

const CODECS = new Map([
  [1, "AAC Main"],
  [2, "AAC"],
  [5, "HE-AAC"],
  [29, "HE-AAC v2"],
  [34, "MP3"],
  [36, "ALS"],
  [42, "xHE-AAC"],
]);
const SBR = 5;
const PS = 29;
/** The words that say "what follows is about SBR", and "about parametric stereo". */
const SBR_SYNC = 0x2b7;
const PS_SYNC = 0x548;

/**
 * The AudioSpecificConfig of MP4: what is really played, which the sample entry around it often is wrong
 * about.
 */
export function readAacConfig(bytes: Uint8Array): AacConfig {
  const bits = new Bits(bytes);
  let type = objectType(bits);
  let sampleRateHz = rate(bits);
  let channels = bits.take(4);
  if (type === SBR || type === PS) {
    // Said up front: the rate above is the core's, this one is heard; parametric stereo makes two of one
    // channel.
    if (type === PS && channels === 1) channels = 2;
    sampleRateHz = rate(bits);
  } else if (type === 2) {
    // Said behind the core's own words (frame length, core coder, extension), so that old players read over
    // it.
    bits.take(1);
    if (bits.take(1) === 1) bits.take(14);
    bits.take(1);
    if (bits.take(11) === SBR_SYNC && bits.take(5) === SBR && bits.take(1) === 1) {
      type = SBR;
      sampleRateHz = rate(bits);
      if (bits.take(11) === PS_SYNC && bits.take(1) === 1)
        [type, channels] = [PS, channels === 1 ? 2 : channels];
    }
  }
  return {
    sampleRateHz,
    channels: channels === 7 ? 8 : channels,
    codec: CODECS.get(type) ?? `AAC type ${type}`,
  };
}

function objectType(bits: Bits): number {
  const type = bits.take(5);
  return type === 31 ? 32 + bits.take(6) : type;
}

function rate(bits: Bits): number {
  const index = bits.take(4);
  return index === 15 ? bits.take(24) : (AAC_RATES_HZ[index] ?? 0);
}

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(count: number): number {
    let value = 0;
    for (let each = 0; each < count; each += 1, this.#at += 1) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}
