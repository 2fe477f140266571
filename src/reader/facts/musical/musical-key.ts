/** Sharps only, so that one key has one name: a query for "A# minor" also finds what was tagged "Bbm". */
export const NOTE_NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"] as const;

const SEMITONES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const MINOR = new Set(["m", "min", "minor", "mi", "mol", "moll", "-"]);
const MAJOR = new Set(["M", "maj", "major", "ma", "dur"]);
const TAG_KEY = /^([A-Ga-g])\s*(#|♯|b|♭|sharp|flat)?\s*([A-Za-z-]*)$/;
/** The wheel of DJ programs: 1A is A-flat minor, 1B is B major, a fifth a step. */
const CAMELOT = /^(0?[1-9]|1[0-2])([AB])$/i;
/** Open Key, the same wheel from another start: 1m is A minor, 1d is C major. */
const OPEN_KEY = /^(0?[1-9]|1[0-2])([md])$/;

/** The key that a tag means, such as "A minor" or "F#" where no mode is said; undefined for anything else. */
export function keyOfTag(text: string): string | undefined {
  const tag = text.trim();
  const spelt = TAG_KEY.exec(tag);
  if (spelt !== null) {
    const [, letter = "", accidental = "", mode = ""] = spelt;
    return spellKey(letter, accidental, mode);
  }
  const camelot = CAMELOT.exec(tag);
  if (camelot !== null)
    return onWheel(Number(camelot[1]), camelot[2]?.toUpperCase() === "A" ? [8, " minor"] : [11, " major"]);
  const open = OPEN_KEY.exec(tag);
  if (open !== null) return onWheel(Number(open[1]), open[2] === "m" ? [9, " minor"] : [0, " major"]);
  return undefined;
}

/** A key from its parts, or undefined where the mode is no mode. */
export function spellKey(letter: string, accidental: string, mode: string): string | undefined {
  const step = SEMITONES[letter.toUpperCase()];
  if (step === undefined) return undefined;
  const shift = accidental === "" ? 0 : /^(#|♯|s)/i.test(accidental) ? 1 : -1;
  const note = NOTE_NAMES[(step + shift + 12) % 12];
  if (note === undefined) return undefined;
  if (mode === "") return note;
  if (mode === "M") return `${note} major`;
  if (MINOR.has(mode.toLowerCase())) return `${note} minor`;
  if (MAJOR.has(mode.toLowerCase())) return `${note} major`;
  return undefined;
}

/** The key `hours` steps of a fifth round from the one at hour 1. */
function onWheel(hours: number, first: readonly [note: number, mode: string]): string {
  const [note, mode] = first;
  return `${NOTE_NAMES[(note + (hours - 1) * 7) % 12] ?? ""}${mode}`;
}
