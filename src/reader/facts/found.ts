import type { AssetMetadata } from "../../domain/metadata.ts";
import type { ByteSource } from "../byte-source.ts";

/** A tag as a parser found it, before cleaning; several values of one name are several tags. */
export interface RawTag {
  readonly name: string;
  readonly value: unknown;
}

/** What a chunk says about tempo, meter and key, before it is weighed against the other sources. */
export interface MusicalHint {
  readonly source: "acid" | "basc" | "midi" | "rex";
  readonly bpm?: number;
  readonly key?: string;
}

/** A part of the file that music-metadata reads better than we do, and as what. */
export interface TagPart {
  readonly part: ByteSource;
  readonly mimeType: string;
}

/**
 * What our own parser of a container found, as raw as the file says it: zeros, NaN and absurd values are
 * cleaned later, in one place. What is left out is unknown.
 */
export interface Found {
  readonly container?: string | undefined;
  readonly codec?: string | undefined;
  readonly durationSeconds?: number | undefined;
  /** Whether the duration comes from a clock that is coarser than the samples, or from an average. */
  readonly isRounded?: boolean | undefined;
  readonly sampleRateHz?: number | undefined;
  readonly channels?: number | undefined;
  readonly bitsPerSample?: number | undefined;
  readonly bitrate?: number | undefined;
  readonly lossless?: boolean | undefined;
  readonly tags?: readonly RawTag[] | undefined;
  readonly hints?: readonly MusicalHint[] | undefined;
  /** What goes into `metadata` as it is: loops, cue points, broadcast fields … */
  readonly extras?: Partial<AssetMetadata> | undefined;
  /** Where music-metadata is to look for tags; left out where there are none. */
  readonly tagPart?: TagPart | undefined;
}

export type FormatParser = (source: ByteSource) => Found;
