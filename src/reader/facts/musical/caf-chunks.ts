import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found, RawTag } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { looseText } from "../text.ts";
import { meterOf } from "./acid.ts";
import { type AppleLoop, readAppleLoop } from "./apple-loop.ts";
import { MAX_CUE_POINTS } from "./cue-sheet.ts";
import { playedAt } from "./inst.ts";
import { textPairs } from "./text-pairs.ts";
import { readCafTransients } from "./transients.ts";

/** A thousand markers with their labels have less. */
const MAX_CHUNK_BYTES = 128 * 1024;
const MAX_LABEL_BYTES = 200;
/** Names of the CAF specification's `info` chunk, as the tags of other formats are named. */
const INFO_NAMES = new Map([
  ["comments", "comment"],
  ["tempo", "bpm"],
  ["key signature", "key"],
  ["track number", "track"],
  ["recorded date", "date"],
  ["encoding application", "encodedby"],
  ["source encoder", "encodersettings"],
]);

interface Marker {
  readonly type: string;
  readonly position: number;
  readonly id: number;
}

/** Gathers what a CAF file says beside its audio: markers with their labels, the instrument, texts, Apple Loops. */
export class CafChunks {
  readonly #source: ByteSource;
  readonly #tags: RawTag[] = [];
  #markers: readonly Marker[] = [];
  #labels: ReadonlyMap<number, string> = new Map();
  #meter: Partial<AssetMetadata> = {};
  #instrument: Partial<AssetMetadata> = {};
  #loop: AppleLoop | undefined;
  #slices: readonly number[] = [];

  constructor(source: ByteSource) {
    this.#source = source;
  }

  take(chunk: Chunk): void {
    if (chunk.id === "info") this.#info(this.#fields(chunk));
    else if (chunk.id === "mark") this.#markers = markers(this.#fields(chunk));
    else if (chunk.id === "strg") this.#labels = labels(this.#fields(chunk));
    else if (chunk.id === "inst") this.#instrument = instrument(this.#fields(chunk));
    else if (chunk.id === "uuid") {
      const fields = this.#fields(chunk);
      this.#loop ??= readAppleLoop(fields);
      if (this.#slices.length === 0) this.#slices = readCafTransients(fields);
    }
  }

  found(): Pick<Found, "tags" | "hints" | "extras"> {
    const loops = sustainLoops(this.#markers);
    const cuePoints = this.#markers.map(({ position, id }) => {
      const label = this.#labels.get(id) ?? "";
      return { position, ...(label === "" ? {} : { label }) };
    });
    return {
      tags: [...this.#tags, ...(this.#loop?.tags ?? [])],
      hints: this.#loop === undefined ? [] : [this.#loop.hint],
      extras: {
        ...this.#meter,
        ...this.#loop?.extras,
        ...this.#instrument,
        ...(loops.length === 0 ? {} : { loops }),
        ...(cuePoints.length === 0 ? {} : { cuePoints }),
      },
    };
  }

  slices(): readonly number[] {
    return this.#slices;
  }

  #info(fields: Fields): void {
    for (const [name, value] of textPairs(fields, 4)) {
      const [upper, lower] = value.split("/").map(Number);
      if (name === "time signature") this.#meter = meterOf(upper ?? 0, lower ?? 0);
      else this.#tags.push({ name: INFO_NAMES.get(name) ?? name, value });
    }
  }

  #fields(chunk: Chunk): Fields {
    return readFields(this.#source, chunk.start, Math.min(chunk.sizeBytes, MAX_CHUNK_BYTES), "big");
  }
}

function markers(fields: Fields): readonly Marker[] {
  const room = Math.floor((fields.bytes.length - 8) / 28);
  const found: Marker[] = [];
  for (let each = 0; each < Math.min(fields.u32(4), room, MAX_CUE_POINTS); each += 1) {
    const at = 8 + each * 28;
    const position = Math.round(fields.f64(at + 4));
    if (position >= 0) found.push({ type: fields.id(at), position, id: fields.u32(at + 12) });
  }
  return found.sort((one, other) => one.position - other.position);
}

/** Names by id, and where each one's text begins behind the table of them all. */
function labels(fields: Fields): ReadonlyMap<number, string> {
  const count = fields.u32(0);
  const textsAt = 4 + count * 12;
  if (textsAt > fields.bytes.length) return new Map();
  return new Map(
    Array.from({ length: count }, (_, each): [number, string] => {
      const at = textsAt + fields.u64(4 + each * 12 + 4);
      return [fields.u32(4 + each * 12), looseText(fields.slice(at, at + MAX_LABEL_BYTES))];
    }),
  );
}

/** The loops between the sustain markers, which the specification calls `slbg` and `slen`. */
function sustainLoops(all: readonly Marker[]): NonNullable<AssetMetadata["loops"]> {
  const ends = all.filter(({ type }) => type === "slen");
  return all
    .filter(({ type }) => type === "slbg")
    .flatMap(({ position: start }) => {
      const end = ends.find(({ position }) => position > start + 1)?.position;
      // A marker stands between two frames: the loop's last frame is the one before it.
      return end === undefined ? [] : [{ start, end: end - 1, type: "forward" as const }];
    });
}

function instrument(fields: Fields): Partial<AssetMetadata> {
  const note = fields.f32(0);
  const root = Math.round(note);
  const cents = Math.round((note - root) * 100);
  const [low, high, soft, loud] = [fields.u8(4), fields.u8(5), fields.u8(6), fields.u8(7)];
  return {
    ...(root > 0 && root <= 127 ? { rootNote: root, ...(cents === 0 ? {} : { detuneCents: cents }) } : {}),
    ...playedAt({ low, high, soft, loud, gain: fields.f32(8) }),
  };
}
