import type { Fields } from "../fields.ts";
import { looseText } from "../text.ts";

/** Apple Loops have about ten pairs, `info` chunks some more. */
const MAX_PAIRS = 100;

/** Names and values, each ended by NUL, as CAF keeps them in `info` and in the chunk of Apple Loops. */
export function textPairs(fields: Fields, from: number): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let at = from; at < fields.bytes.length && pairs.length < MAX_PAIRS;) {
    const name = textAt(fields, at);
    const value = textAt(fields, name.end);
    pairs.push([name.text.toLowerCase(), value.text]);
    at = value.end;
  }
  return pairs;
}

function textAt(fields: Fields, from: number): { text: string; end: number } {
  const nul = fields.bytes.indexOf(0, from);
  const to = nul === -1 ? fields.bytes.length : nul;
  return { text: looseText(fields.slice(from, to)), end: to + 1 };
}
