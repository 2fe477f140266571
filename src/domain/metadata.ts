/** Where a tempo or key was found. */
export type FactSource = "tag" | "acid" | "basc" | "midi" | "rex" | "filename";

/** The shape of `assets.metadata` (JSONB). A key that is unknown is left out. */
export interface AssetMetadata {
  readonly container?: string;
  readonly codec?: string;
  readonly bitsPerSample?: number;
  /** The length in samples of one channel, which `duration` is rounded from; left out where the file's own clock is coarser. */
  readonly frames?: number;
  /** Samples that the encoder put before and behind the audio, as the file says; `duration` is without them. */
  readonly paddingFrames?: number;
  /** Bits per second. */
  readonly bitrate?: number;
  readonly lossless?: boolean;
  /** Common tags, cleaned: no pictures, no NUL, no lone surrogates, bounded lengths. */
  readonly tags?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
  readonly tempo?: { readonly bpm: number; readonly source: FactSource };
  /**
   * `key` is a root note and a mode, such as "A minor" or "F# major"; the mode is left out where it is not
   * said.
   */
  readonly key?: { readonly key: string; readonly source: FactSource };
  /** MIDI note number 0–127 at which the sample sounds at its own pitch. */
  readonly rootNote?: number;
  /** How many cents the sample sounds above `rootNote`; a player subtracts them to be in tune. Of the same chunk as the note. */
  readonly detuneCents?: number;
  /** The notes that an instrument plays the sample at, both ends inclusive. */
  readonly noteRange?: { readonly low: number; readonly high: number };
  readonly velocityRange?: { readonly low: number; readonly high: number };
  /** How much louder a sampler plays it, in decibels. */
  readonly gainDb?: number;
  /** Sample frames, end inclusive. */
  readonly loops?: readonly {
    readonly start: number;
    readonly end: number;
    readonly type: "forward" | "pingpong" | "backward";
  }[];
  /** In the order of the audio; positions and lengths in sample frames. Slices of a loop are cue points. */
  readonly cuePoints?: readonly {
    readonly position: number;
    readonly label?: string;
    readonly length?: number;
  }[];
  /** Whether the maker of the sample says that it is no loop (`acid`, `basc`). */
  readonly oneShot?: boolean;
  /** Beats in the loop. */
  readonly beats?: number;
  /** Time signature, such as "4/4". */
  readonly meter?: string;
  readonly broadcast?: {
    readonly description?: string;
    readonly originator?: string;
    readonly originatorReference?: string;
    readonly date?: string;
    readonly time?: string;
    /** Samples since midnight. */
    readonly timeReference?: number;
    readonly codingHistory?: string;
  };
  /** A production's slate, from the `iXML` chunk. */
  readonly ixml?: {
    readonly project?: string;
    readonly scene?: string;
    readonly take?: string;
    readonly tape?: string;
    readonly note?: string;
  };
  /**
   * What could not be understood; the file is an asset all the same. `not-audio`: no format is recognised.
   * `damaged`: a format, but neither duration nor rate. `tags-damaged`: the facts are there, the tags (or
   * some of them) are lost.
   */
  readonly error?: { readonly code: "not-audio" | "damaged" | "tags-damaged"; readonly message: string };
}
