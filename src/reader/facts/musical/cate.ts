import type { Fields } from "../fields.ts";
import type { RawTag } from "../found.ts";

/** Three printable letters or more, ended by NUL, as C programs leave text in fields of a fixed length. */
const TEXT = /[\x20-\x7e]{3,60}(?=\0|$)/g;

/**
 * What kind of Apple Loop it is ("Drums", "Drum Kit", "Grooving" …), from AIFF's `cate` chunk. Nobody has published which
 * field is which, so all of its words are keywords: a search finds them all the same.
 */
export function readCate(fields: Fields): RawTag[] {
  const words = fields.id(0, fields.bytes.length).match(TEXT) ?? [];
  return words.length === 0 ? [] : [{ name: "keywords", value: words.map((word) => word.trim()) }];
}
