import type { AssetFilter, NumberRange } from "../catalog/find-conditions.ts";
import type { FindSort } from "../catalog/find-assets.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import { compatibleKeys, keysNamed } from "./key-names.ts";

export interface FindOptions {
  /** All of them must be in folder, name or tags; the last may be half typed. */
  readonly words?: string;
  readonly tempo?: FindRange;
  /** Half and double of `tempo` too. */
  readonly fold?: boolean;
  /** "Am", "A minor", "Bb" (either mode), Camelot "8A", Open Key "1m". */
  readonly key?: string;
  /** Also the keys that mix with it: its neighbours on the wheel of fifths, and its relative. */
  readonly compatible?: boolean;
  /** Seconds. */
  readonly duration?: FindRange;
  /** Integrated loudness, LUFS, of what is analysed. */
  readonly loud?: FindRange;
  readonly sampleRateHz?: number;
  readonly channels?: number;
  readonly bitsPerSample?: number;
  readonly kind?: "loop" | "one-shot";
  /** Only what no song and no file of another program uses. */
  readonly unused?: boolean;
  /** Absolute folders. */
  readonly under?: readonly string[];
  /** The path of a library: what belongs to it, and not to libraries inside it. */
  readonly library?: string;
  /** Only what came to the catalog since then. */
  readonly addedSince?: Date;
  /** Only this content. */
  readonly fileHash?: string;
  readonly sort?: FindSort;
  /** How many are shown; left out: all. */
  readonly limit?: number;
}

/** Both ends inclusive; one that is left out is open. */
export interface FindRange {
  readonly from?: number;
  readonly to?: number;
}

/** The options with what holds where nothing was said, as JSON says them. */
export type FindQuery = ReturnType<typeof queryOf>;

/** Throws CatalogError "usage" for what is no key. */
export function queryOf(options: FindOptions) {
  const tempo = closed(options.tempo);
  return {
    words: options.words ?? "",
    tempo: tempo === null ? [] : options.fold === true ? folded(tempo) : [tempo],
    keys: options.key === undefined ? [] : keysOf(options.key, options.compatible === true),
    duration: closed(options.duration),
    sampleRateHz: options.sampleRateHz ?? null,
    channels: options.channels ?? null,
    bitsPerSample: options.bitsPerSample ?? null,
    kind: options.kind ?? null,
    unused: options.unused ?? false,
    under: options.under ?? [],
    library: options.library ?? null,
    addedSince: options.addedSince?.toISOString() ?? null,
    fileHash: options.fileHash ?? null,
    loud: closed(options.loud),
    sort: options.sort ?? "path",
    limit: options.limit ?? null,
  };
}

export function filterOf(query: FindQuery, libraryId: number | null): AssetFilter {
  const { words, tempo, keys, duration, channels, kind, unused, fileHash, loud } = query;
  return {
    words,
    tempo,
    keys,
    duration,
    channels,
    kind,
    unused,
    fileHash,
    loud,
    libraryId,
    sampleRate: query.sampleRateHz,
    bits: query.bitsPerSample,
    under: query.under.map((folder) => rangeBelow(folder)),
    addedSince: query.addedSince === null ? null : new Date(query.addedSince),
  };
}

function closed(range: FindRange | undefined): NumberRange | null {
  return range === undefined ? null : { from: range.from ?? null, to: range.to ?? null };
}

function folded({ from, to }: NumberRange): NumberRange[] {
  return [1, 0.5, 2].map((times) => ({
    from: from === null ? null : from * times,
    to: to === null ? null : to * times,
  }));
}

function keysOf(text: string, withCompatible: boolean): string[] {
  const keys = keysNamed(text);
  if (keys.length === 0)
    throw new CatalogError("usage", `${text} is no key: expected one such as Am, "A minor", Bb, 8A or 1m`);
  return withCompatible ? [...new Set(keys.flatMap(compatibleKeys))] : keys;
}
