import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import type { Found, MusicalHint, RawTag } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { sourcePart } from "../source-part.ts";
import { looseText } from "../text.ts";
import { readBasc } from "./basc.ts";
import { readCate } from "./cate.ts";
import { MAX_CUE_POINTS } from "./cue-sheet.ts";
import { playedAt, tunedBy } from "./inst.ts";
import { MAX_CHUNK_BYTES } from "./riff-chunks.ts";
import { readTrns } from "./transients.ts";

type Loop = NonNullable<AssetMetadata["loops"]>[number];
interface Marker {
  readonly position: number;
  readonly label: string;
}

const TEXT_CHUNKS = new Map([
  ["NAME", "title"],
  ["AUTH", "artist"],
  ["(c) ", "copyright"],
  ["ANNO", "comment"],
]);

/**
 * Gathers what an AIFF file says beside its audio: markers, the instrument, comments, the Apple Loops chunk.
 */
export class AiffChunks {
  readonly #source: ByteSource;
  readonly #tags: RawTag[] = [];
  /** ANNO chunks and the comments of COMT: there may be several of each. */
  readonly #texts: string[] = [];
  readonly #hints: MusicalHint[] = [];
  readonly #markers = new Map<number, Marker>();
  #instrument: Fields | undefined;
  #basc: Partial<AssetMetadata> = {};
  #slices: readonly number[] = [];
  #id3: ByteSource | undefined;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  take(chunk: Chunk): void {
    const text = TEXT_CHUNKS.get(chunk.id);
    if (text === "comment") this.#texts.push(looseText(this.#fields(chunk).bytes));
    else if (text !== undefined) this.#tags.push({ name: text, value: looseText(this.#fields(chunk).bytes) });
    else if (chunk.id === "MARK") this.#mark(this.#fields(chunk));
    else if (chunk.id === "INST") this.#instrument = this.#fields(chunk);
    else if (chunk.id === "COMT") this.#comments(this.#fields(chunk));
    else if (chunk.id === "trns") this.#slices = readTrns(this.#fields(chunk));
    else if (chunk.id === "cate") this.#tags.push(...readCate(this.#fields(chunk)));
    else if (chunk.id === "basc") {
      const basc = readBasc(this.#fields(chunk));
      this.#basc = basc.extras;
      this.#hints.splice(0, 1, basc.hint);
    } else if (chunk.id === "ID3 " || chunk.id === "id3 ") {
      this.#id3 ??= sourcePart(this.#source, chunk.start, chunk.start + chunk.sizeBytes);
    }
  }

  found(): Pick<Found, "tags" | "hints" | "extras" | "tagPart"> {
    const cuePoints = [...this.#markers.values()]
      .map(({ position, label }) => ({ position, ...(label === "" ? {} : { label }) }))
      .sort((one, other) => one.position - other.position);
    return {
      tags: this.#texts.length === 0 ? this.#tags : [...this.#tags, { name: "comment", value: this.#texts }],
      hints: this.#hints,
      extras: { ...this.#basc, ...this.#instrumentFacts(), ...(cuePoints.length > 0 ? { cuePoints } : {}) },
      tagPart: this.#id3 && { part: this.#id3, mimeType: "audio/mpeg" },
    };
  }

  slices(): readonly number[] {
    return this.#basc.oneShot === true ? [] : this.#slices;
  }

  /** INST: base note, detune, ranges, gain, sustain loop and release loop; loops point at markers. */
  #instrumentFacts(): Partial<AssetMetadata> {
    const inst = this.#instrument;
    if (inst === undefined || inst.bytes.length < 20) return {};
    const loops = [8, 14].flatMap((at) => this.#loop(inst, at));
    return {
      ...tunedBy(inst.u8(0), inst.i8(1)),
      ...playedAt({
        low: inst.u8(2),
        high: inst.u8(3),
        soft: inst.u8(4),
        loud: inst.u8(5),
        gain: inst.i16(6),
      }),
      ...(loops.length > 0 ? { loops } : {}),
    };
  }

  #loop(inst: Fields, at: number): Loop[] {
    const mode = inst.u16(at);
    const start = this.#markers.get(inst.u16(at + 2))?.position;
    const end = this.#markers.get(inst.u16(at + 4))?.position;
    if ((mode !== 1 && mode !== 2) || start === undefined || end === undefined || end <= start + 1) return [];
    // Programs that want no loop but a valid chunk write one of a single frame. A marker stands between two
    // frames: the loop's last frame is the one before it.
    return [{ start, end: end - 1, type: mode === 1 ? "forward" : "pingpong" }];
  }

  #mark(fields: Fields): void {
    let at = 2;
    for (
      let each = 0;
      each < Math.min(fields.u16(0), MAX_CUE_POINTS) && at + 7 <= fields.bytes.length;
      each += 1
    ) {
      const letters = fields.u8(at + 6);
      const label = looseText(fields.slice(at + 7, at + 7 + letters));
      this.#markers.set(fields.u16(at), { position: fields.u32(at + 2), label });
      // A Pascal string fills up to an even length, its own length byte counted.
      at += 7 + letters + ((letters + 1) % 2);
    }
  }

  #comments(fields: Fields): void {
    let at = 2;
    for (let each = 0; each < Math.min(fields.u16(0), 100) && at + 8 <= fields.bytes.length; each += 1) {
      const length = fields.u16(at + 6);
      this.#texts.push(looseText(fields.slice(at + 8, at + 8 + length)));
      at += 8 + length + (length % 2);
    }
  }

  #fields(chunk: Chunk): Fields {
    return readFields(this.#source, chunk.start, Math.min(chunk.sizeBytes, MAX_CHUNK_BYTES), "big");
  }
}
