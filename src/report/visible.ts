/**
 * Characters of names that would do something instead of showing: C0 and C1 controls (terminal escapes, line ends), the
 * controls of writing direction, line separators, invisible marks and lone surrogates.
 */
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u{ad}\u{200b}\u{2060}-\u{2064}\u{feff}\u{fff9}-\u{fffb}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text with such characters written as `\n`, `\x1b` or `\u{202e}`; everything else stays as it is. */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    const long = code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
    return SHORT[character] ?? long;
  });
}

/** JSON of any value with such characters as `\u001b`: to a program the same value, to a terminal no command. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    HIDDEN,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
