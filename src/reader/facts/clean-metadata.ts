import type { AssetMetadata } from "../../domain/metadata.ts";
import { cleanChannels, positive, wholeFrames } from "./clean-numbers.ts";
import { cleanTags, MAX_TAG_LETTERS } from "./clean-tags.ts";
import { cleanText } from "./clean-text.ts";
import type { Found, RawTag } from "./found.ts";

/** Multichannel DSD at its fastest is below; more is a broken header. */
const MAX_BITRATE = 1e10;
const MAX_BITS = 64;

/**
 * `assets.metadata` from what was found: unknown keys left out, text and numbers such that JSONB holds them.
 */
export function cleanMetadata(
  found: Found,
  said: {
    readonly tags: readonly RawTag[];
    readonly musical: Pick<AssetMetadata, "tempo" | "key">;
    readonly error: AssetMetadata["error"];
  },
): AssetMetadata {
  const bitrate = positive(found.bitrate, MAX_BITRATE);
  const metadata = {
    container: found.container,
    codec: found.codec,
    frames: wholeFrames(found),
    bitsPerSample: cleanChannels(positive(found.bitsPerSample, MAX_BITS) ?? undefined) ?? undefined,
    bitrate: bitrate === null || bitrate < 1 ? undefined : Math.round(bitrate),
    lossless: found.lossless,
    tags: cleanTags(said.tags),
    ...said.musical,
    ...found.extras,
    error: said.error,
  };
  return cleanTree<AssetMetadata>(metadata);
}

type Unknowns<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** The same shape with every text cleaned and every number finite; what is empty or unknown is left out. */
function cleanTree<T>(value: Unknowns<T>): T;
function cleanTree(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value, MAX_TAG_LETTERS);
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map(cleanTree).filter((each) => each !== undefined);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const entries = Object.entries(value).map(([key, each]) => [key, cleanTree(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}
