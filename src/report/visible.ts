/**
 * Characters of names that would do something instead of showing: C0 and C1 controls (terminal escapes, line ends), the
 * controls of writing direction, line separators, zero-width marks and lone surrogates.
 */
// oxlint-disable-next-line no-control-regex -- they are what this is about
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu;

/** The text with such characters written as `\n`, `\x1b` or `\u{202e}`; everything else stays as it is. */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const short = SHORT[character];
    if (short !== undefined) return short;
    return code < 256
      ? String.raw`\x` + code.toString(16).padStart(2, "0")
      : String.raw`\u{` + `${code.toString(16)}}`;
  });
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
