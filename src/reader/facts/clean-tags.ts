import type { AssetMetadata } from "../../domain/metadata.ts";
import { cleanText } from "./clean-text.ts";
import type { RawTag } from "./found.ts";

type Tags = NonNullable<AssetMetadata["tags"]>;
type Scalar = string | number | boolean;

/** A tag is a line or a paragraph; lyrics and cue sheets that are longer are cut. */
export const MAX_TAG_LETTERS = 1_000;
const MAX_NAME_LETTERS = 60;
/** Real files have up to 60 names (MusicBrainz), and lists of up to some ten performers. */
const MAX_TAGS = 100;
const MAX_VALUES = 20;
/**
 * Neither words nor numbers: pictures, synchronised lyrics, binary ratings. `key` and `bpm` come as facts,
 * too.
 */
const LEFT_OUT = new Set(["picture", "lyrics", "rating", "performerInstrument", "syncLyrics"]);
/** What iTunes keeps in comments for itself: loudness, gapless counts, CD numbers. */
const OWN_NOTES = /^iTun/;
const PAIR_TEXT = /^(\d{1,9})(?:\s*\/\s*(\d{1,9}))?$/;
/** Pairs "3 of 12" become two tags. */
const PAIRS: Readonly<Record<string, string>> = {
  track: "trackTotal",
  disk: "diskTotal",
  movementIndex: "movementTotal",
};

/**
 * Tags as `metadata.tags` holds them. The first tag of a name wins; one name's values come as an array only
 * where there are several. Dates stay the strings they are: "1996" is no moment.
 */
export function cleanTags(raw: readonly RawTag[]): Tags | undefined {
  const tags = new Map<string, Scalar | readonly (string | number)[]>();
  for (const { name: rawName, value } of raw) {
    // CAF and APE let a file invent names.
    const name = cleanText(rawName, MAX_NAME_LETTERS) ?? "";
    if (name === "") continue;
    if (LEFT_OUT.has(name) || tags.size >= MAX_TAGS) continue;
    for (const [key, clean] of cleanTag(name, value)) if (!tags.has(key)) tags.set(key, clean);
  }
  return tags.size === 0 ? undefined : Object.fromEntries(tags);
}

function cleanTag(name: string, value: unknown): [string, Scalar | readonly (string | number)[]][] {
  const total = PAIRS[name];
  if (total !== undefined && isPair(value)) {
    return [...scalarTag(name, value.no), ...scalarTag(total, value.of)];
  }
  const pair = total !== undefined && typeof value === "string" ? PAIR_TEXT.exec(value.trim()) : null;
  if (total !== undefined && pair !== null) {
    return [
      ...scalarTag(name, Number(pair[1])),
      ...(pair[2] === undefined ? [] : scalarTag(total, Number(pair[2]))),
    ];
  }
  if (!Array.isArray(value)) return scalarTag(name, value);
  const values = value
    .slice(0, MAX_VALUES)
    .flatMap((each) => scalar(each))
    .filter((each) => typeof each !== "boolean");
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return [];
  return [[name, distinct.length === 1 && distinct[0] !== undefined ? distinct[0] : distinct]];
}

function scalarTag(name: string, value: unknown): [string, Scalar][] {
  return scalar(value).map((clean) => [name, clean]);
}

/** None or one value that JSON and PostgreSQL can hold. */
function scalar(value: unknown): Scalar[] {
  if (typeof value === "string") {
    const text = cleanText(value, MAX_TAG_LETTERS);
    return text === undefined ? [] : [text];
  }
  if (typeof value === "number") return Number.isFinite(value) ? [value] : [];
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? [Number(value)] : [];
  if (typeof value === "boolean") return [value];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? [] : [value.toISOString()];
  // Comments are objects with language and text; ratios (ReplayGain) have a number of decibels.
  if (hasKey(value, "descriptor") && typeof value.descriptor === "string" && OWN_NOTES.test(value.descriptor))
    return [];
  if (hasKey(value, "text")) return scalar(value.text);
  if (hasKey(value, "dB")) return scalar(value.dB);
  return [];
}

function isPair(value: unknown): value is { no: unknown; of: unknown } {
  return hasKey(value, "no") && hasKey(value, "of");
}

function hasKey<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && key in value;
}
