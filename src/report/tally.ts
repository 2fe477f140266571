import { type TextColumn, textTable } from "./blocks.ts";
import { humanCount } from "./human.ts";
import type { Output } from "./output.ts";
import { paint } from "./paint.ts";

/** As many files as a person reads one by one; more are said by folder, and as many folders. */
export const READ_ONE_BY_ONE = 20;

/** Counts by folder (or library): what a report says where it has more files than anybody reads. */
export class Tally<Word extends string> {
  readonly #title: string;
  readonly #words: readonly Word[];
  readonly #rows = new Map<string, number[]>();

  constructor(title: string, words: readonly Word[]) {
    this.#title = title;
    this.#words = words;
  }

  add(name: string, ...words: readonly Word[]): void {
    const row = this.#rows.get(name) ?? this.#words.map(() => 0);
    for (const word of words) {
      const at = this.#words.indexOf(word);
      row[at] = (row[at] ?? 0) + 1;
    }
    this.#rows.set(name, row);
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** The largest first; words that count nowhere have no column. */
  lines(output: Output): string[] {
    const all = [...this.#rows].sort(([a, of], [b, to]) => sum(to) - sum(of) || (a < b ? -1 : 1));
    const words = this.#words.filter((_, at) => all.some(([, row]) => (row[at] ?? 0) > 0));
    const columns: TextColumn[] = [
      { title: this.#title, align: "left", shrinks: true },
      ...words.map((word): TextColumn => ({ title: word, align: "right" })),
    ];
    const rows = all
      .slice(0, READ_ONE_BY_ONE)
      .map(([name, row]) => [name, ...words.map((word) => humanCount(row[this.#words.indexOf(word)] ?? 0))]);
    const [title = "", ...lines] = textTable(output, columns, rows);
    const rest = all.length - rows.length;
    const more = rest === 0 ? [] : [`and ${humanCount(rest)} more`];
    return [paint(output, "bold", title), ...lines, ...more];
  }
}

function sum(row: readonly number[]): number {
  return row.reduce((total, count) => total + count, 0);
}
