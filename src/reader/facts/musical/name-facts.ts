import { spellKey } from "./musical-key.ts";

/**
 * What a file's name says beyond doubt. Silence is better than a guess: a wrong key puts a loop into the
 * wrong song.
 */
export interface NameFacts {
  readonly bpm?: number;
  readonly key?: string;
}

/** Slower and faster loops exist, but then the number next to "bpm" is as likely something else. */
const SLOWEST_BPM = 30;
const FASTEST_BPM = 300;
const NUMBER = String.raw`\d{2,3}(?:[.,]\d{1,3})?`;
const BPM_AFTER = new RegExp(String.raw`(?<![\p{L}\d.,])(${NUMBER})[ _-]?bpm(?![\p{L}\d])`, "giu");
const BPM_BEFORE = new RegExp(String.raw`(?<![\p{L}\d])bpm[ _=-]?(${NUMBER})(?![\p{L}\d])`, "giu");

/** What parts the words of sample names. A space is weaker: it also stands in titles. */
const WORD = /[^\s_\-.,+()[\]{}&~@]+/gu;
const MODE = "min|Min|MIN|minor|Minor|MINOR|maj|Maj|MAJ|major|Major|MAJOR";
/** `F#min`, `Cmaj`, `Bbminor`; small notes only with an accidental, because `amin` and `emaj` are words. */
const SPELT = new RegExp(`^([A-G](?:#|♯|b|♭)?|[a-g][#♯])(${MODE})$`, "u");
/** `Am`, `C#m`, `Ebm`: a capital note and a small m, never `AM` (radio, morning). */
const SHORT = /^([A-G](?:#|♯|b|♭)?|[a-g][#♯])(m)$/u;
/** `F#` alone; flats alone are abbreviations (`Db`, `Gb`) and letters alone are words (`A Day`). */
const SHARP = /^([A-G][#♯])$/u;
/** The first half of `A minor` or `F#_maj`. */
const NOTE = /^([A-G](?:#|♯|b|♭)?)$/u;
const MODE_WORD = new RegExp(`^(${MODE})$`, "u");

interface Word {
  readonly text: string;
  /** A space, an underscore, a bracket …; empty at either end of the name. */
  readonly before: string;
  readonly after: string;
}

/** Tempo and key of a file name (without its folder); two different answers are no answer. */
export function nameFacts(fileName: string): NameFacts {
  const stem = fileName
    .replace(/\.[A-Za-z0-9]{1,5}$/, "")
    .normalize("NFC")
    .slice(0, 300);
  const bpm = onlyOne(
    [...stem.matchAll(BPM_AFTER), ...stem.matchAll(BPM_BEFORE)].flatMap(([, text]) => bpmOf(text)),
  );
  const words = wordsOf(stem);
  const key = onlyOne(words.flatMap((word, at) => keyAt(words, word, at)));
  return { ...(bpm === undefined ? {} : { bpm }), ...(key === undefined ? {} : { key }) };
}

function bpmOf(text = ""): number[] {
  const bpm = Number(text.replace(",", "."));
  return bpm >= SLOWEST_BPM && bpm <= FASTEST_BPM ? [bpm] : [];
}

function keyAt(words: readonly Word[], word: Word, at: number): string[] {
  const spelt = SPELT.exec(word.text);
  if (spelt !== null) return keysOf(spelt[1], spelt[2]);
  const short = SHORT.exec(word.text);
  if (short !== null) return short[1]?.length === 1 && inSentence(words, at) ? [] : keysOf(short[1], "m");
  const note = NOTE.exec(word.text);
  const next = words[at + 1];
  const mode = next === undefined ? null : MODE_WORD.exec(next.text);
  if (note !== null && mode !== null) return inTitle(words, at + 1) ? [] : keysOf(note[1], mode[1]);
  const sharp = SHARP.exec(word.text);
  return sharp === null ? [] : keysOf(sharp[1], "");
}

function keysOf(note = "", mode = ""): string[] {
  const key = spellKey(note.slice(0, 1), note.slice(1), mode);
  return key === undefined ? [] : [key];
}

/**
 * `I Am Here`, `5 Am`, `10 Cm`: a short key between spaces counts only at the end, and not after "I" or an
 * hour.
 */
function inSentence(words: readonly Word[], at: number): boolean {
  const [before, word] = [words[at - 1], words[at]];
  if (word === undefined || (word.before !== " " && word.after !== " ")) return false;
  const number = Number(before?.text);
  if (before?.text === "I" || number < SLOWEST_BPM) return true;
  if (word.after !== " ") return false;
  const next = words[at + 1];
  return next !== undefined && !/^\d{2,3}(?:bpm)?$/i.test(next.text);
}

/**
 * `A Minor Incident`, `A Major Problem`: a mode that is followed by a space and one more word than a number.
 */
function inTitle(words: readonly Word[], at: number): boolean {
  const [mode, next] = [words[at], words[at + 1]];
  return mode?.after === " " && next !== undefined && !/^\d/.test(next.text);
}

function wordsOf(stem: string): Word[] {
  return [...stem.matchAll(WORD)].map((match) => {
    const end = match.index + match[0].length;
    const after = /^ +(?=[^\s_\-.,+()[\]{}&~@]|$)/u.test(stem.slice(end)) ? " " : stem.slice(end, end + 1);
    const before = stem[match.index - 1] ?? "";
    const strong = before.endsWith(" ") && /[_\-.,+()[\]{}&~@] +$/u.test(stem.slice(0, match.index));
    return {
      text: match[0],
      before: strong ? "-" : before,
      after: after === " " || after === "" ? after : "-",
    };
  });
}

function onlyOne<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
