import stringWidth from "string-width";

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
