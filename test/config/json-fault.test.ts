import { assert, constantFrom, json, nat, pre, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { findJsonFault } from "../../src/config/json-fault.ts";

test.each([
  ["", { line: 1, column: 1, expected: "a value" }],
  ["\n\n", { line: 3, column: 1, expected: "a value" }],
  ['{"a": 1,}', { line: 1, column: 9, expected: "a name in double quotes" }],
  ['{\n  "a": [1,\n  ]\n}', { line: 3, column: 3, expected: "a value" }],
  ['{"a" 1}', { line: 1, column: 6, expected: 'a ":" after the name' }],
  ["{'a': 1}", { line: 1, column: 2, expected: 'a name in double quotes or "}"' }],
  ["{a: 1}", { line: 1, column: 2, expected: 'a name in double quotes or "}"' }],
  ['{"a": yes}', { line: 1, column: 7, expected: "a value" }],
  ['{"a": 01}', { line: 1, column: 7, expected: "a value" }],
  ['{"a": nullx}', { line: 1, column: 7, expected: "a value" }],
  ["[1 2]", { line: 1, column: 4, expected: 'a comma or "]"' }],
  ["[}", { line: 1, column: 2, expected: 'a value or "]"' }],
  ["{} {}", { line: 1, column: 4, expected: "nothing more after the last bracket" }],
  ['{"a": 1', { line: 1, column: 8, expected: 'a comma or "}"' }],
  ['{\n  /* mine\n  "a": 1}', { line: 2, column: 3, expected: 'a "*/" at the end of the comment' }],
  [
    '{"a":\r\n "C:\\Samples"}',
    {
      line: 2,
      column: 2,
      expected: 'a text that ends in " on its line, with each backslash in it doubled ("C:\\\\Samples")',
    },
  ],
])("%j has its fault where an editor shows it", (text, expected) => {
  expect(findJsonFault(text)).toEqual(expected);
});

test("every text that JSON.parse refuses has a fault that lies inside it", () => {
  const marks = constantFrom("", ",", "}", '"', "\\", "x", ":", "[");
  const damaged = tuple(json(), nat(), marks).map(([whole, at, mark]) => {
    const place = at % (whole.length + 1);
    return whole.slice(0, place) + mark + whole.slice(place + 1);
  });
  assert(
    property(damaged, (text) => {
      pre(!isJson(text));
      const { line, column } = findJsonFault(text);
      const lines = text.split("\n");
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
    }),
    { numRuns: 500 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
