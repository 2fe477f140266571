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
/** Where the text of `ltxt` begins: behind its id, length, purpose, country, language, dialect and code page. */
const REGION_TEXT_AT = 20;

/**
 * `cue ` points with what `LIST adtl` says about them: labels, notes, lengths of regions. They come in any
 * order. Ids ought to be of one point each; where several share one, what is said of it goes to them in order.
 */
export class CueSheet {
  readonly #points: { readonly id: number; readonly position: number }[] = [];
  readonly #labels = new Map<number, string[]>();
  readonly #notes = new Map<number, string[]>();
  readonly #regions = new Map<number, string[]>();
  readonly #lengths = new Map<number, number[]>();

  points(fields: Fields): void {
    const room = Math.floor((fields.bytes.length - 4) / 24);
    const count = Math.min(fields.u32(0), room, MAX_CUE_POINTS);
    const places = Array.from({ length: count }, (_, each) => 4 + each * 24);
    // `dwSampleOffset` is what editors write, and 0 in one of several is the first frame; old ones only fill `dwPosition`.
    const isOld = places.every((at) => fields.u32(at + 20) === 0);
    for (const at of places)
      this.#points.push({ id: fields.u32(at), position: fields.u32(isOld ? at + 4 : at + 20) });
  }

  label(kind: string, fields: Fields): void {
    const id = fields.u32(0);
    const text = looseText(fields.slice(4, 4 + MAX_LABEL_BYTES));
    if (kind === "labl") put(this.#labels, id, text);
    else if (kind === "note") put(this.#notes, id, text);
    else if (kind === "ltxt") {
      put(this.#lengths, id, fields.u32(4));
      const region = fields.slice(REGION_TEXT_AT, REGION_TEXT_AT + MAX_LABEL_BYTES);
      put(this.#regions, id, looseText(region));
    }
  }

  found(): Partial<AssetMetadata> {
    if (this.#points.length === 0) return {};
    const seen = new Map<number, number>();
    const cuePoints = this.#points
      .map(({ id, position }): CuePoint => {
        const turn = seen.get(id) ?? 0;
        seen.set(id, turn + 1);
        const texts = [this.#labels, this.#notes, this.#regions].map(
          (each) => pick(each.get(id), turn) ?? "",
        );
        const label = texts.find((text) => text !== "");
        const length = pick(this.#lengths.get(id), turn) ?? 0;
        return { position, ...(label === undefined ? {} : { label }), ...(length === 0 ? {} : { length }) };
      })
      .sort((one, other) => one.position - other.position);
    return { cuePoints: cuePoints.slice(0, MAX_CUE_POINTS) };
  }
}

function put<T>(map: Map<number, T[]>, id: number, value: T): void {
  const values = map.get(id);
  if (values === undefined) map.set(id, [value]);
  else if (values.length < MAX_CUE_POINTS) values.push(value);
}

/** The one for this turn; a single one is for all that share the id. */
function pick<T>(values: readonly T[] | undefined, turn: number): T | undefined {
  return values?.length === 1 ? values[0] : values?.[turn];
}
