import type { Fields } from "../fields.ts";
import { MAX_CUE_POINTS } from "./cue-sheet.ts";
import { ascending } from "./slices.ts";

/** The header says its own size first, which is this in every file that was looked at. */
const HEADER_BYTES = 28;
const SLICE_BYTES = 32;

/**
 * Where the slices of an Acidized loop begin, in sample frames: the `strc` chunk. Sony never published it; the layout is
 * what NAudio's WaveFileInspector (`DescribeStrc`) and the thread "Is the ACIDized WAV format documented" of Cakewalk's
 * forum agree in: 28 bytes with the count at 4, then 32 bytes a slice with a 64-bit position at 8. Anything that doesn't
 * look like that gives no slices.
 */
export function readStrc(fields: Fields): readonly number[] {
  const count = fields.u32(4);
  const fits = HEADER_BYTES + count * SLICE_BYTES <= fields.bytes.length;
  if (fields.u32(0) !== HEADER_BYTES || !fits) return [];
  const each = Array.from({ length: Math.min(count, MAX_CUE_POINTS) }, (_, at) => at);
  return ascending(each.map((at) => fields.u64(HEADER_BYTES + at * SLICE_BYTES + 8)));
}
