import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { RawTag } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { looseText } from "../text.ts";

/** RIFF INFO ids under the names that tags of every other format have here. */
const INFO_NAMES = new Map([
  ["INAM", "title"],
  ["TITL", "title"],
  ["IART", "artist"],
  ["IPRD", "album"],
  ["ICMT", "comment"],
  ["IGNR", "genre"],
  ["ICRD", "date"],
  ["IPRT", "track"],
  ["ITRK", "track"],
  ["ISFT", "encodersettings"],
  ["IENG", "engineer"],
  ["ICOP", "copyright"],
  ["ISBJ", "description"],
  ["IKEY", "keywords"],
  ["IMUS", "composer"],
  ["IWRI", "writer"],
  ["IPRO", "producer"],
  ["ILNG", "language"],
  ["IMED", "media"],
  ["ITCH", "encodedby"],
  ["ISRC", "source"],
  ["IBPM", "bpm"],
]);

/** No tag of an honest INFO list is longer; cleaning cuts further. */
const MAX_INFO_BYTES = 10_000;

export function readInfo(list: ByteSource, children: Iterable<Chunk>): RawTag[] {
  const tags: RawTag[] = [];
  for (const { id, start, sizeBytes } of children) {
    const name = INFO_NAMES.get(id);
    if (name === undefined) continue;
    const bytes = readFields(list, start, Math.min(sizeBytes, MAX_INFO_BYTES), "little").bytes;
    tags.push({ name, value: looseText(bytes) });
  }
  return tags;
}
