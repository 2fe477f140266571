import stringWidth from "string-width";
import { type Output } from "./output.ts";
import { visible } from "./visible.ts";

const GAP = "…";

/** The text in at most `columns` terminal columns: what is too long loses its middle, so that both ends stay legible. */
export function fitMiddle(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  if (columns <= 1) return GAP.slice(0, Math.max(0, columns));
  const letters = [...new Intl.Segmenter("en").segment(text)].map(({ segment }) => segment);
  const room = columns - 1;
  // The end of a path says more than its start: it gets the larger half.
  const start = takeWhileFits(letters, Math.floor(room * 0.4));
  const end = takeWhileFits(letters.reverse(), room - stringWidth(start.join("")));
  return start.join("") + GAP + end.reverse().join("");
}

function takeWhileFits(letters: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const letter of letters) {
    width += stringWidth(letter);
    if (width > columns) break;
    taken.push(letter);
  }
  return taken;
}

/** Filled up with spaces to `columns`. */
export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - stringWidth(text))) + text;
}

/** Fewer columns for text are no text; a terminal that narrow breaks the lines itself. */
const LEAST_ROOM = 10;

/** A text as lines that fit the terminal, all of them indented; only a word longer than a line is broken. */
export function wrapped(output: Pick<Output, "columns">, indent: number, text: string): string[] {
  const room = Math.max(LEAST_ROOM, output.columns - indent);
  const lines: string[] = [];
  let current = "";
  for (const piece of visible(text)
    .split(" ")
    .flatMap((word) => pieces(word, room))) {
    if (current !== "" && stringWidth(current) + 1 + stringWidth(piece) > room) {
      lines.push(current);
      current = piece;
    } else current = current === "" ? piece : `${current} ${piece}`;
  }
  return [...lines, current].map((line) => " ".repeat(indent) + line);
}

function pieces(word: string, room: number): string[] {
  if (stringWidth(word) <= room) return [word];
  const found = [""];
  for (const { segment } of new Intl.Segmenter("en").segment(word)) {
    const last = found.at(-1) ?? "";
    if (stringWidth(last + segment) > room) found.push(segment);
    else found[found.length - 1] = last + segment;
  }
  return found;
}
