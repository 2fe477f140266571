import type { PassedBy } from "../domain/passed-by.ts";
import { counted, humanCount } from "./human.ts";
import { visible } from "./visible.ts";

/** More than a line holds. */
const ENDINGS_IN_TEXT = 3;
const ENDINGS_IN_JSON = 20;

/** `312 files of other kinds (300 pdf, 12 txt), 2 hidden, 3 links`; nothing where all was taken. */
export function passedByText(passedBy: PassedBy): string {
  const { otherKinds, hidden, leftOut, links, folders } = passedBy;
  return [
    ...(otherKinds === 0 ? [] : [`${counted(otherKinds, "file")} of other kinds${kindsOf(passedBy)}`]),
    ...(leftOut === 0 ? [] : [`${counted(leftOut, "file")} that the config leaves out`]),
    ...(hidden === 0 ? [] : [counted(hidden, "hidden file")]),
    ...(links === 0 ? [] : [counted(links, "link")]),
    ...(folders === 0
      ? []
      : [`${counted(folders, "folder")} that ${folders === 1 ? "is" : "are"} hidden or left out`]),
  ].join(", ");
}

function kindsOf({ endings }: PassedBy): string {
  const all = byNumber(endings);
  const shown = all
    .slice(0, ENDINGS_IN_TEXT)
    .map(
      ([ending, files]) => `${humanCount(files)} ${ending === "" ? "without an ending" : visible(ending)}`,
    );
  return shown.length === 0 ? "" : ` (${shown.join(", ")}${all.length > shown.length ? ", …" : ""})`;
}

/** With the most frequent endings only. */
export function shownPassedBy(passedBy: PassedBy): PassedBy {
  return { ...passedBy, endings: Object.fromEntries(byNumber(passedBy.endings).slice(0, ENDINGS_IN_JSON)) };
}

function byNumber(endings: PassedBy["endings"]): [string, number][] {
  return Object.entries(endings).sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
}
