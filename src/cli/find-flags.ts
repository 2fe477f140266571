import { InvalidArgumentError } from "commander";
import type { FindRange } from "../report/find-query.ts";

/** Two lines each. */
export const FOUND_ON_A_SCREEN = 50;

const NUMBER = String.raw`\d{1,7}(?:\.\d{1,6})?`;
const RANGE = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`);

/** `118..124`, `..2`, `10..`; one number means all that is written so when it is rounded: 120 is 119.5 to 120.5. */
export function parseRange(text: string): FindRange {
  const match = RANGE.exec(text.trim());
  const [, from, to] = match ?? [];
  if (from !== undefined || to !== undefined) {
    if (from !== undefined && to !== undefined && Number(from) > Number(to))
      throw new InvalidArgumentError("the smaller number comes first");
    return {
      ...(from === undefined ? {} : { from: Number(from) }),
      ...(to === undefined ? {} : { to: Number(to) }),
    };
  }
  if (!new RegExp(`^${NUMBER}$`).test(text.trim()))
    throw new InvalidArgumentError("expected a range such as 118..124, ..2 or 10.., or one number");
  const half = 0.5 * 10 ** -(text.trim().split(".")[1]?.length ?? 0);
  return { from: Math.max(0, Number(text) - half), to: Number(text) + half };
}

/** The same, and `120~2` for 118..122. */
export function parseTempo(text: string): FindRange {
  const around = new RegExp(`^(${NUMBER})~(${NUMBER})$`).exec(text.trim());
  if (around === null) return parseRange(text);
  const [middle, off] = [Number(around[1]), Number(around[2])];
  return { from: Math.max(0, middle - off), to: middle + off };
}

/** `-20..-8`, `..-14`, `-14` for what rounds to it. Loudness is a level below full scale. */
export function parseLoudness(text: string): FindRange {
  const match = /^(-?[\d.]*)\.\.(-?[\d.]*)$|^(-?[\d.]+)$/.exec(text.trim());
  const [, from = "", to = "", one = ""] = match ?? [];
  const numbers = [from, to, one].map((each) =>
    /^-?\d{1,3}(?:\.\d{1,3})?$/.test(each) ? Number(each) : null,
  );
  const [low = null, high = null, middle = null] = numbers;
  if ((from !== "") !== (low !== null) || (to !== "") !== (high !== null) || (low ?? high ?? middle) === null)
    throw new InvalidArgumentError("expected a range such as -20..-8, ..-14 or -20.., or one number");
  if (middle !== null) return { from: middle - 0.5, to: middle + 0.5 };
  if (low !== null && high !== null && low > high)
    throw new InvalidArgumentError("the smaller number comes first");
  return { ...(low === null ? {} : { from: low }), ...(high === null ? {} : { to: high }) };
}

/** `44100`, `44.1k`. */
export function parseRate(text: string): number {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)\s*(k)?(?:hz)?$/i.exec(text.trim());
  const rate = match === null ? 0 : Math.round(Number(match[1]) * (match[2] === undefined ? 1 : 1000));
  if (rate <= 0) throw new InvalidArgumentError("expected a sample rate such as 44100 or 48k");
  return rate;
}

export function parseBits(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError("expected a number of bits such as 16 or 24");
  return Number(text);
}

const SPANS_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

/** So long ago, or the beginning of a day where this program runs. */
export function parseSince(text: string): Date {
  const span = /^(\d{1,5})\s*(h|d|w|mo|y)$/.exec(text.trim());
  if (span !== null) return new Date(Date.now() - Number(span[1]) * (SPANS_MS[span[2] ?? ""] ?? 0));
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`) : null;
  if (day === null || Number.isNaN(day.getTime()))
    throw new InvalidArgumentError("expected a time such as 7d, 12h, 2w, 3mo, 1y or 2026-11-01");
  return day;
}
