import type { Fields } from "../fields.ts";
import { MAX_CUE_POINTS } from "./cue-sheet.ts";
import { ascending } from "./slices.ts";

/** The name of CAF's chunk, 16 bytes of a `uuid` chunk. */
const UUID = "0352811b9d5d42e1882d6af61a6b330c";

/**
 * Where Apple Loops may be cut, in sample frames: AIFF's `trns` chunk. Apple never published it; "Reverse engineering
 * Apple Loops" (analoq.noisepages.com, 2009) found 100 bytes and then 24 a transient with its position at 4.
 */
export function readTrns(fields: Fields): readonly number[] {
  const rest = fields.bytes.length - 100;
  if (rest < 0 || rest % 24 !== 0) return [];
  return positions({ count: rest / 24, at: (each) => fields.u32(100 + each * 24 + 4) });
}

/**
 * The same in CAF: behind the `uuid` 16 bytes, the count, and 12 bytes a transient, a 64-bit position in the last eight
 * (jhorology/apple-loops-meta-reader reads Apple's own loops so). None where the `uuid` is another's.
 */
export function readCafTransients(fields: Fields): readonly number[] {
  if (Buffer.from(fields.slice(0, 16)).toString("hex") !== UUID) return [];
  const count = fields.u32(32);
  if (36 + count * 12 > fields.bytes.length) return [];
  return positions({ count, at: (each) => fields.u64(36 + each * 12 + 4) });
}

function positions({ count, at }: { readonly count: number; readonly at: (each: number) => number }) {
  return ascending(Array.from({ length: Math.min(count, MAX_CUE_POINTS) }, (_, each) => at(each)));
}
