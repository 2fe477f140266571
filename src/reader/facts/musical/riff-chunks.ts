import type { ByteSource } from "../../byte-source.ts";
import { type ByteOrder, readFields } from "../fields.ts";
import type { Found, MusicalHint, RawTag } from "../found.ts";
import { type Chunk, iffChunks } from "../iff-chunks.ts";
import { sourcePart } from "../source-part.ts";
import { readAcid } from "./acid.ts";
import { readBroadcast } from "./broadcast.ts";
import { CueSheet } from "./cue-sheet.ts";
import { readInfo } from "./info-tags.ts";
import { readInst } from "./inst.ts";
import { readIxml } from "./ixml.ts";
import { readSmpl } from "./smpl.ts";
import { readStrc } from "./strc.ts";

/**
 * The longest chunk that is looked at whole; the honest ones (labels, coding histories) have some kilobytes.
 */
export const MAX_CHUNK_BYTES = 1024 * 1024;

type Extras = NonNullable<Found["extras"]>;

/**
 * Gathers what a RIFF file says beside its audio: tags, loops, cue points, tempo. A chunk that comes twice
 * counts once.
 */
export class RiffChunks {
  readonly #source: ByteSource;
  readonly #order: ByteOrder;
  readonly #cues = new CueSheet();
  readonly #hints: MusicalHint[] = [];
  #tags: readonly RawTag[] = [];
  #smpl: Extras = {};
  #inst: Extras = {};
  #acid: Extras = {};
  #broadcast: Extras = {};
  #ixml: Extras = {};
  #slices: readonly number[] = [];
  #id3: ByteSource | undefined;

  constructor(source: ByteSource, order: ByteOrder) {
    this.#source = source;
    this.#order = order;
  }

  take(chunk: Chunk): void {
    switch (chunk.id) {
      case "LIST":
      case "list":
        this.#list(chunk);
        return;
      case "cue ":
        this.#cues.points(this.#fields(chunk));
        return;
      case "smpl":
        this.#smpl = readSmpl(this.#fields(chunk));
        return;
      case "inst":
        this.#inst = readInst(this.#fields(chunk));
        return;
      case "acid": {
        const acid = readAcid(this.#fields(chunk));
        this.#acid = acid.extras;
        this.#hints.splice(0, 1, acid.hint);
        return;
      }
      case "strc":
        this.#slices = readStrc(this.#fields(chunk));
        return;
      case "bext":
        this.#broadcast = readBroadcast(this.#fields(chunk));
        return;
      case "iXML":
        this.#ixml = readIxml(this.#fields(chunk).bytes);
        return;
      case "id3 ":
      case "ID3 ":
        this.#id3 ??= sourcePart(this.#source, chunk.start, chunk.start + chunk.sizeBytes);
        return;
      default:
    }
  }

  /** Later sources win: `smpl` knows the root note better than `inst`, `inst` better than `acid`. */
  found(): Pick<Found, "tags" | "hints" | "extras" | "tagPart"> {
    const cues = this.#cues.found();
    // Cents are about the root note beside them: those of another chunk are never put to it.
    const { detuneCents: _, ...inst } = this.#inst;
    const instrument = this.#smpl.rootNote === undefined ? this.#inst : inst;
    return {
      tags: this.#tags,
      hints: this.#hints,
      extras: { ...this.#acid, ...instrument, ...this.#smpl, ...this.#ixml, ...this.#broadcast, ...cues },
      tagPart: this.#id3 && { part: this.#id3, mimeType: "audio/mpeg" },
    };
  }

  /** Where the slices begin. A one-shot has the chunk too, but nobody cuts a kick drum into slices. */
  slices(): readonly number[] {
    return this.#acid.oneShot === true ? [] : this.#slices;
  }

  #list(chunk: Chunk): void {
    const kind = readFields(this.#source, chunk.start, 4, "big").id(0);
    const end = chunk.start + Math.min(chunk.sizeBytes, MAX_CHUNK_BYTES);
    const list = sourcePart(this.#source, chunk.start + 4, end);
    const children = iffChunks(list, 0, { order: this.#order });
    if (kind === "INFO") this.#tags = [...this.#tags, ...readInfo(list, children)];
    else if (kind === "adtl")
      for (const each of children) this.#cues.label(each.id, this.#childFields(list, each));
  }

  #fields(chunk: Chunk) {
    return this.#childFields(this.#source, chunk);
  }

  #childFields(source: ByteSource, chunk: Chunk) {
    return readFields(source, chunk.start, Math.min(chunk.sizeBytes, MAX_CHUNK_BYTES), this.#order);
  }
}
