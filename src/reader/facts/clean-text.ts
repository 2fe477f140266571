/** U+FFFD, the sign for "there was a character that can't be". */
const REPLACEMENT = "\uFFFD";
/** What JSONB can't hold (NUL), and what only garbles a terminal; line breaks and tabs are text. */
// eslint-disable-next-line no-control-regex -- the control characters are what this is about
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

/**
 * Text that PostgreSQL can hold: no NUL or other control characters, no lone surrogates, trimmed, at most
 * `most` characters (a pair of surrogates is never cut). Undefined where nothing is left.
 */
export function cleanText(text: string, most: number): string | undefined {
  const sane = text
    .slice(0, most)
    .replace(CONTROL, "")
    .replace(/\p{Surrogate}/gu, REPLACEMENT)
    .trim();
  // A pair that the cut has parted left one replacement at the end.
  const cut = text.length > most && sane.endsWith(REPLACEMENT) ? sane.slice(0, -1) : sane;
  return cut === "" ? undefined : cut;
}
