/** Where a tempo or key was found. */
export type FactSource = "tag" | "acid" | "basc" | "filename";

/** The shape of `assets.metadata` (JSONB). A key that is unknown is left out. */
export interface AssetMetadata {
  readonly container?: string;
  readonly codec?: string;
  readonly bitsPerSample?: number;
  /** Bits per second. */
  readonly bitrate?: number;
  readonly lossless?: boolean;
  /** Common tags, cleaned: no pictures, no NUL, no lone surrogates, bounded lengths. */
  readonly tags?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
  readonly tempo?: { readonly bpm: number; readonly source: FactSource };
  /** `key` is a root note and a mode, such as "A minor" or "F# major"; the mode is left out where it is not said. */
  readonly key?: { readonly key: string; readonly source: FactSource };
  /** MIDI note number 0–127 at which the sample sounds at its own pitch. */
  readonly rootNote?: number;
  /** Sample frames, end inclusive. */
  readonly loops?: readonly {
    readonly start: number;
    readonly end: number;
    readonly type: "forward" | "pingpong" | "backward";
  }[];
  readonly cuePoints?: readonly {
    readonly position: number;
    readonly label?: string;
    readonly length?: number;
  }[];
  readonly oneShot?: boolean;
  readonly beats?: number;
  /** Time signature, such as "4/4". */
  readonly meter?: string;
  readonly broadcast?: {
    readonly description?: string;
    readonly originator?: string;
    readonly date?: string;
    readonly time?: string;
    /** Samples since midnight. */
    readonly timeReference?: number;
  };
  /** Why the audio could not be understood; the file is an asset all the same. */
  readonly error?: { readonly code: string; readonly message: string };
}
