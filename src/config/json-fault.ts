/** Where a text stops being JSON; line and column count from 1, the column in UTF-16 units as editors do. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
}

/**
 * The first fault of a text that `JSON.parse` refused. JSON.parse itself names no line, on Node 20 often no place at all,
 * and quotes the text around it, in which there may be a password.
 */
export function findJsonFault(text: string): JsonFault {
  const { offset, expected } = firstFault(text);
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1, expected };
}

/** One token and the blanks before it: a mark, a string, or a number or word. */
const TOKEN =
  // oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)\b)/y;
const BLANKS = /[ \t\n\r]*/y;

const MARKS = ["{", "}", "[", "]", ",", ":"] as const;
type Kind = (typeof MARKS)[number] | "string" | "scalar";

/** What may come next; `first-…` is right after an opening bracket, where the closing one may come as well. */
type State = "value" | "first-value" | "name" | "first-name" | "colon" | "after-value";

const EXPECTED: Readonly<Record<State, string>> = {
  value: "a value",
  "first-value": 'a value or "]"',
  name: "a name in double quotes",
  "first-name": 'a name in double quotes or "}"',
  colon: 'a ":" after the name',
  "after-value": "nothing more after the last bracket",
};

function firstFault(text: string): { offset: number; expected: string } {
  const open: ("{" | "[")[] = [];
  let state: State = "value";
  let offset = 0;
  for (;;) {
    const token = matchAt(TOKEN, text, offset);
    const next: State | null = token === null ? null : step(state, kindOf(token), open);
    if (token === null || next === null) {
      const place = offset + (matchAt(BLANKS, text, offset)?.[0].length ?? 0);
      return { offset: place, expected: explain(text.slice(place, place + 2), state, open) };
    }
    state = next;
    offset += token[0].length;
  }
}

/** The state after a token, or null if the token can't stand there. Keeps the open brackets. */
function step(state: State, kind: Kind, open: ("{" | "[")[]): State | null {
  const top = open.at(-1);
  switch (kind) {
    case "{":
    case "[":
      if (state !== "value" && state !== "first-value") return null;
      open.push(kind);
      return kind === "{" ? "first-name" : "first-value";
    case "}":
      if (top !== "{" || (state !== "first-name" && state !== "after-value")) return null;
      open.pop();
      return "after-value";
    case "]":
      if (top !== "[" || (state !== "first-value" && state !== "after-value")) return null;
      open.pop();
      return "after-value";
    case ",":
      if (top === undefined || state !== "after-value") return null;
      return top === "{" ? "name" : "value";
    case ":":
      return state === "colon" ? "value" : null;
    case "string":
      if (state === "name" || state === "first-name") return "colon";
      return state === "value" || state === "first-value" ? "after-value" : null;
    case "scalar":
    default:
      return state === "value" || state === "first-value" ? "after-value" : null;
  }
}

function explain(found: string, state: State, open: readonly string[]): string {
  if (found === "/*") return 'a "*/" at the end of the comment';
  if (found.startsWith('"') && state !== "colon" && state !== "after-value") {
    return 'a text that ends in " on its line, with each backslash in it doubled ("C:\\\\Samples")';
  }
  if (state === "after-value" && open.length > 0) {
    return open.at(-1) === "{" ? 'a comma or "}"' : 'a comma or "]"';
  }
  return EXPECTED[state];
}

function kindOf([, mark, string]: RegExpExecArray): Kind {
  return MARKS.find((known) => known === mark) ?? (string === undefined ? "scalar" : "string");
}

function matchAt(sticky: RegExp, text: string, offset: number): RegExpExecArray | null {
  const pattern = new RegExp(sticky);
  pattern.lastIndex = offset;
  return pattern.exec(text);
}
