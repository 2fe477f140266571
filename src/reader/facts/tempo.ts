import type { AssetMetadata } from "../../domain/metadata.ts";
import { positive } from "./clean-numbers.ts";
import type { MusicalHint, RawTag } from "./found.ts";
import { keyOfTag } from "./musical/musical-key.ts";
import type { NameFacts } from "./musical/name-facts.ts";

/** Gabber and speedcore reach 1,000; what is faster is no tempo. */
const FASTEST_BPM = 1_000;

interface MusicalSources {
  readonly tags: readonly RawTag[];
  readonly hints: readonly MusicalHint[];
  readonly name: NameFacts;
}

/**
 * Tempo and key with the source of each. A tag wins, because a person or an analysis wrote it on purpose;
 * then `acid`, `basc` (written by the maker of the loop), and the file's name last, because anybody renames
 * files.
 */
export function tempoAndKey({ tags, hints, name }: MusicalSources): Pick<AssetMetadata, "tempo" | "key"> {
  const tempo =
    first(exactFirst(tags.flatMap(bpmOfTag)), (bpm) => ({ bpm, source: "tag" as const })) ??
    firstHint(hints, ({ bpm, source }) =>
      sane(bpm) === undefined ? undefined : { bpm: sane(bpm) ?? 0, source },
    ) ??
    (name.bpm === undefined ? undefined : { bpm: name.bpm, source: "filename" as const });
  const key =
    first(tags.flatMap(keysOf), (each) => ({ key: each, source: "tag" as const })) ??
    firstHint(hints, (hint) =>
      hint.key === undefined ? undefined : { key: hint.key, source: hint.source },
    ) ??
    (name.key === undefined ? undefined : { key: name.key, source: "filename" as const });
  return { ...(tempo === undefined ? {} : { tempo }), ...(key === undefined ? {} : { key }) };
}

function bpmOfTag({ name, value }: RawTag): number[] {
  if (name !== "bpm") return [];
  const text =
    typeof value === "number"
      ? value
      : typeof value === "string"
        ? Number(value.trim().replace(",", "."))
        : 0;
  const bpm = sane(text);
  return bpm === undefined ? [] : [bpm];
}

/** The value with a fraction first: next to it stands the same one cut to an integer. */
function exactFirst(bpms: readonly number[]): number[] {
  return [...bpms.filter((bpm) => !Number.isInteger(bpm)), ...bpms];
}

function keysOf({ name, value }: RawTag): string[] {
  const key = name === "key" && typeof value === "string" ? keyOfTag(value) : undefined;
  return key === undefined ? [] : [key];
}

/** To a thousandth: 32-bit floats of `acid` say 139.9090118. */
function sane(bpm: number | undefined): number | undefined {
  const value = positive(bpm, FASTEST_BPM);
  return value === null || value < 1 ? undefined : Math.round(value * 1_000) / 1_000;
}

function first<T, Result>(values: readonly T[], make: (value: T) => Result): Result | undefined {
  const [value] = values;
  return value === undefined ? undefined : make(value);
}

function firstHint<Result>(hints: readonly MusicalHint[], make: (hint: MusicalHint) => Result | undefined) {
  return hints.map(make).find((result) => result !== undefined);
}
