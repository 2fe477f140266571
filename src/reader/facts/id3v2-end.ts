import type { ByteSource } from "../byte-source.ts";
import { readFields } from "./fields.ts";

/**
 * More than one is written by programs that add a tag without looking; ten is a file made to keep parsers
 * busy.
 */
const MAX_TAGS = 10;

/**
 * Where the ID3v2 tags at the start of a file end, footers included; 0 where there are none, never past the
 * end.
 */
export function id3v2End(source: ByteSource): number {
  let position = 0;
  for (let count = 0; count < MAX_TAGS; count += 1) {
    const head = readFields(source, position, 10, "big");
    if (head.id(0, 3) !== "ID3") break;
    const footer = (head.u8(5) & 0x10) === 0 ? 0 : 10;
    const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (head.u8(at) & 0x7f), 0);
    const end = position + 10 + size + footer;
    // A size that leads out of the file is a lie: the audio may begin right here.
    if (end >= source.sizeBytes) return position + 10;
    position = end;
  }
  return position;
}
