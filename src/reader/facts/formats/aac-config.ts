import { programmeChannels } from "./aac-programme.ts";
import { Bits } from "./bits.ts";

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
/** Layouts whose number is not the count of their channels. */
const CHANNELS = new Map([
  [7, 8],
  [11, 7],
  [12, 8],
  [13, 24],
  [14, 8],
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
  const layoutNumber = bits.take(4);
  let channels = CHANNELS.get(layoutNumber) ?? layoutNumber;
  if (type === SBR || type === PS) {
    // Said up front: the rate above is the core's, this one is heard; parametric stereo makes two of one
    // channel.
    if (type === PS && channels === 1) channels = 2;
    sampleRateHz = rate(bits);
    objectType(bits);
    if (channels === 0) channels = layout(bits);
  } else if (type === 2) {
    // Said behind the core's own words (frame length, core coder, extension), so that old players read over
    // it.
    if (channels === 0) channels = layout(bits);
    else coreWords(bits);
    if (bits.take(11) === SBR_SYNC && bits.take(5) === SBR && bits.take(1) === 1) {
      type = SBR;
      sampleRateHz = rate(bits);
      if (bits.take(11) === PS_SYNC && bits.take(1) === 1)
        [type, channels] = [PS, channels === 1 ? 2 : channels];
    }
  }
  return {
    sampleRateHz,
    channels,
    codec: CODECS.get(type) ?? `AAC type ${type}`,
  };
}

function coreWords(bits: Bits): void {
  bits.take(1);
  if (bits.take(1) === 1) bits.take(14);
  bits.take(1);
}

/** Layouts without a number are written out behind the core's words. */
function layout(bits: Bits): number {
  coreWords(bits);
  return programmeChannels(bits);
}

function objectType(bits: Bits): number {
  const type = bits.take(5);
  return type === 31 ? 32 + bits.take(6) : type;
}

function rate(bits: Bits): number {
  const index = bits.take(4);
  return index === 15 ? bits.take(24) : (AAC_RATES_HZ[index] ?? 0);
}
