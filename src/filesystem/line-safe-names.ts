/**
 * fast-glob compiles globs to regular expressions whose `.` matches no line terminator, so that a name that begins with
 * one, or a folder that has one, would be left out without a word (seen with U+2028 first, and with "dir\n/x.wav"). While fast-glob has
 * them, such names go under a spelling of their own.
 */
const MARK = "\uF8FF";
const TERMINATORS = ["\n", "\r", "\u2028", "\u2029"];
const UNSAFE = /[\n\r\u2028\u2029\uF8FF]/g;
const SPELLED = /\uF8FF([0-4])/g;

/** One spelling each way: the mark itself, which names may hold too, is spelled out as well. */
export function lineSafe(name: string): string {
  return name.replace(UNSAFE, (character) => MARK + (TERMINATORS.indexOf(character) + 1));
}

export function fromLineSafe(spelled: string): string {
  return spelled.replace(SPELLED, (_, digit: string) => TERMINATORS[Number(digit) - 1] ?? MARK);
}
