import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import { MAX_CUE_POINTS } from "../musical/cue-sheet.ts";
import { looseText } from "../text.ts";
import { type Box, boxAt } from "./mp4-box.ts";

type CuePoint = NonNullable<AssetMetadata["cuePoints"]>[number];

const MAX_BYTES = 256 * 1024;
const TICKS_A_SECOND = 1e7;

/** Nero's list of chapters, which libavformat, mp4v2 and others write too: times in units of 100 ns, and titles. */
export function mp4Chapters(source: ByteSource, moov: Box, rateHz: number): readonly CuePoint[] {
  const list = boxAt(source, moov, ["udta", "chpl"]);
  if (list === undefined) return [];
  const fields = readFields(source, list.start, Math.min(list.end - list.start, MAX_BYTES), "big");
  const found: CuePoint[] = [];
  // Version 1 has four reserved bytes before the count.
  const countAt = fields.u8(0) === 0 ? 4 : 8;
  let at = countAt + 1;
  for (
    let each = 0;
    each < Math.min(fields.u8(countAt), MAX_CUE_POINTS) && at + 9 <= fields.bytes.length;
    each += 1
  ) {
    const letters = fields.u8(at + 8);
    const label = looseText(fields.slice(at + 9, at + 9 + letters));
    const position = Math.round((fields.u64(at) / TICKS_A_SECOND) * rateHz);
    found.push({ position, ...(label === "" ? {} : { label }) });
    at += 9 + letters;
  }
  return found;
}
