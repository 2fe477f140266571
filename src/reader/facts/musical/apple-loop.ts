import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";
import type { MusicalHint, RawTag } from "../found.ts";
import { meterOf } from "./acid.ts";
import { keyOfTag } from "./musical-key.ts";
import { textPairs } from "./text-pairs.ts";

/** The name of the chunk, 16 bytes of a `uuid` chunk. */
const UUID = "29819273b5bf4aefb78d62d1ef90bb2c";
/** What becomes a tag; beats, meter and key are facts. */
const TAGS = new Map([
  ["category", "category"],
  ["subcategory", "subcategory"],
  ["genre", "genre"],
  ["descriptors", "keywords"],
]);

export interface AppleLoop {
  readonly extras: Partial<AssetMetadata>;
  readonly hint: MusicalHint;
  readonly tags: readonly RawTag[];
}

/**
 * What `basc` says in AIFF, as texts in CAF: beats, meter, key, and what kind of loop it is. One-shots have no beat
 * count. Undefined where the `uuid` chunk is of something else.
 */
export function readAppleLoop(fields: Fields): AppleLoop | undefined {
  if (Buffer.from(fields.slice(0, 16)).toString("hex") !== UUID) return undefined;
  const pairs = textPairs(fields, 20);
  const said = new Map(pairs);
  const beats = Number(said.get("beat count") ?? 0);
  const isLoop = Number.isInteger(beats) && beats > 0;
  const [upper, lower] = (said.get("time signature") ?? "").split("/").map(Number);
  const mode = said.get("key type") ?? "";
  const note = said.get("key signature") ?? "";
  const key = keyOfTag(mode === "major" || mode === "minor" ? `${note} ${mode}` : note);
  return {
    extras: { oneShot: !isLoop, ...(isLoop ? { beats, ...meterOf(upper ?? 0, lower ?? 0) } : {}) },
    hint: { source: "basc", ...(key === undefined || !isLoop ? {} : { key }) },
    tags: pairs.flatMap(([name, value]) => {
      const tag = TAGS.get(name);
      if (tag === undefined) return [];
      return [{ name: tag, value: tag === "keywords" ? value.split(",") : value }];
    }),
  };
}
