import stringWidth from "string-width";
import type { Output } from "./output.ts";
import { visible } from "./visible.ts";

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
