import stringWidth from "string-width";
import { expect, test } from "vitest";
import { textTable } from "../../src/report/blocks.ts";
import { csvCell } from "../../src/report/csv-output.ts";
import { fitMiddle, padEnd, wrapped } from "../../src/report/fit.ts";
import { humanDuration, humanSize } from "../../src/report/human.ts";
import { paint } from "../../src/report/paint.ts";
import { visible, visibleJson } from "../../src/report/visible.ts";

test("a text is wrapped between words; only a word longer than a line is broken", () => {
  expect(wrapped({ columns: 14 }, 2, "one two three four /a/very/long/path.wav")).toEqual([
    "  one two",
    "  three four",
    "  /a/very/long",
    "  /path.wav",
  ]);
  const whole = "as it is, however long";
  expect(wrapped({ columns: Number.POSITIVE_INFINITY }, 0, whole)).toEqual([whole]);
});

test("what would act on a terminal is shown instead", () => {
  expect(visible("a\u001b[31mred\u0007\n\t\u009b2J\u007f\u202egnp.exe\u2066\u200b\u2028\ud800é🥁👨‍👩‍👧")).toBe(
    String.raw`a\x1b[31mred\x07\n\t\x9b2J\x7f\u{202e}gnp.exe\u{2066}\u{200b}\u{2028}\u{d800}é🥁👨‍👩‍👧`,
  );
});

test("JSON holds such characters as escapes and still says the same", () => {
  const name = "\u001b[2J\u009b\u202e\u007f é🥁";
  const text = visibleJson({ name });
  expect(text).toBe(String.raw`{"name":"\u001b[2J\u009b\u202e\u007f é🥁"}`);
  expect(JSON.parse(text)).toEqual({ name });
});

test("a CSV cell can't become a formula, end its line or break out of its quotes", () => {
  const cases: [string | number | boolean | null, string][] = [
    ["plain", "plain"],
    ["=1+1", `"'=1+1"`],
    ["+1", `"'+1"`],
    ["-1", `"'-1"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    [" =1", `"' =1"`],
    ["\t=1", String.raw`\t=1`],
    ["＝1", `"'＝1"`],
    ['say "hi", now', `"say ""hi"", now"`],
    ["a;=1", `"a;=1"`],
    ["two\r\nlines", String.raw`two\r\nlines`],
    [-5, "-5"],
    [true, "true"],
    [null, ""],
  ];
  expect(cases.map(([cell]) => [cell, csvCell(cell)])).toEqual(cases);
});

test("what is too long loses its middle, by columns and not by letters", () => {
  expect(fitMiddle("/samples/Drums/kick.wav", 15)).toBe("/samp…/kick.wav");
  expect(fitMiddle("/short.wav", 15)).toBe("/short.wav");
  const wide = fitMiddle("/ドラム/キック/とても長い名前.wav", 20);
  expect(wide).toBe("/ドラム…長い名前.wav");
  expect(stringWidth(wide)).toBe(20);
  expect(padEnd("ド", 4)).toBe("ド  ");
});

test("a table gives way in the columns that may shrink, down to the terminal's width", () => {
  const columns = [
    { title: "Library", align: "left", shrinks: true },
    { title: "Assets", align: "right" },
  ] as const;
  expect(
    textTable({ columns: 24, color: false, write: () => undefined }, columns, [
      ["/home/me/Music/Samples", "1,234"],
      ["/b\u001b", "5"],
    ]),
  ).toEqual(["Library           Assets", "/home/…c/Samples   1,234", String.raw`/b\x1b                 5`]);
});

test("sizes and durations are for people", () => {
  expect([0, 999, 1000, 1500, 99_949, 310_000_000, 999_999, 5e15].map(humanSize)).toEqual([
    "0 B",
    "999 B",
    "1.0 KB",
    "1.5 KB",
    "99.9 KB",
    "310 MB",
    "1.0 MB",
    "5.0 PB",
  ]);
  expect(
    [-5, 45_000, 720_000, 7_200_000, 3 * 86_400_000, 40 * 86_400_000, 800 * 86_400_000].map(humanDuration),
  ).toEqual(["0 s", "45 s", "12 min", "2 h", "3 d", "1 mo", "2 y"]);
});

test("colours come only where they are asked for", () => {
  expect([paint({ color: true }, "red", "x"), paint({ color: false }, "red", "x")]).toEqual([
    "\u001b[31mx\u001b[39m",
    "x",
  ]);
});
