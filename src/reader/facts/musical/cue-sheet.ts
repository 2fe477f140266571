import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";
import { looseText } from "../text.ts";

type CuePoint = NonNullable<AssetMetadata["cuePoints"]>[number];

/**
 * A drum loop has dozens of slices, a field recording hundreds of markers; a metadata document is not a
 * database.
 */
export const MAX_CUE_POINTS = 1_000;

/** A name of a slice or marker, not a text. */
const MAX_LABEL_BYTES = 200;

/**
 * `cue ` points with what `LIST adtl` says about them: labels, notes, lengths of regions. They come in any
 * order.
 */
export class CueSheet {
  readonly #positions = new Map<number, number>();
  readonly #labels = new Map<number, string>();
  readonly #notes = new Map<number, string>();
  readonly #lengths = new Map<number, number>();

  points(fields: Fields): void {
    const room = Math.floor((fields.bytes.length - 4) / 24);
    for (let each = 0; each < Math.min(fields.u32(0), room, MAX_CUE_POINTS); each += 1) {
      const at = 4 + each * 24;
      // `dwSampleOffset` is what editors write; old ones only fill `dwPosition`.
      this.#positions.set(fields.u32(at), fields.u32(at + 20) || fields.u32(at + 4));
    }
  }

  label(kind: string, fields: Fields): void {
    const text = fields.slice(4, 4 + MAX_LABEL_BYTES);
    if (kind === "labl") this.#labels.set(fields.u32(0), looseText(text));
    else if (kind === "note") this.#notes.set(fields.u32(0), looseText(text));
    else if (kind === "ltxt") this.#lengths.set(fields.u32(0), fields.u32(4));
  }

  found(): Partial<AssetMetadata> {
    if (this.#positions.size === 0) return {};
    const cuePoints = [...this.#positions]
      .map(([id, position]): CuePoint => {
        const label = this.#labels.get(id) ?? this.#notes.get(id) ?? "";
        const length = this.#lengths.get(id) ?? 0;
        return { position, ...(label === "" ? {} : { label }), ...(length === 0 ? {} : { length }) };
      })
      .sort((one, other) => one.position - other.position);
    return { cuePoints };
  }
}
