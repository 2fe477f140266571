import type { Found } from "./found.ts";

/**
 * The smallest number that a REAL column holds without losing digits is 1.2e-38; a duration so small is no
 * duration.
 */
const SMALLEST_REAL = 1e-37;
/** Thirty years of audio: what is longer is a broken header, and far within REAL. */
const LONGEST_SECONDS = 1e9;
/** PostgreSQL's INTEGER; DSD has 11,289,600 Hz, DXD 768,000. */
const MAX_INTEGER = 2 ** 31 - 1;
/** 24th-order ambisonics has 625; a count in the tens of thousands is a broken header. */
const MAX_CHANNELS = 1_024;

/** What division and multiplication leave of a whole number. */
const NEAR_WHOLE = 1e-3;

/** A number that is known and above 0, or null. */
export function positive(value: number | undefined, most: number): number | null {
  return value !== undefined && Number.isFinite(value) && value > SMALLEST_REAL && value <= most
    ? value
    : null;
}

export function cleanSeconds(value: number | undefined): number | null {
  return positive(value, LONGEST_SECONDS);
}

export function cleanRate(value: number | undefined): number | null {
  const rate = positive(value, MAX_INTEGER);
  // AIFF holds rates as floating point, and 11,127.27 Hz of the first Macintosh sounds is one of them.
  return rate === null || rate < 1 ? null : Math.round(rate);
}

export function cleanChannels(value: number | undefined): number | null {
  const channels = positive(value, MAX_CHANNELS);
  return channels === null || !Number.isInteger(channels) ? null : channels;
}

/**
 * The length in samples, where the duration is one of whole samples. A REAL column keeps seven digits of the duration:
 * a loop of ten minutes is known to 64 samples by it.
 */
export function wholeFrames(
  found: Pick<Found, "durationSeconds" | "sampleRateHz" | "isRounded">,
): number | undefined {
  const { durationSeconds, sampleRateHz = 0, isRounded = false } = found;
  const frames = (cleanSeconds(durationSeconds) ?? 0) * (positive(sampleRateHz, MAX_INTEGER) ?? 0);
  const whole = Math.round(frames);
  return isRounded || whole === 0 || Math.abs(frames - whole) > NEAR_WHOLE ? undefined : whole;
}
