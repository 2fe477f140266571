import { ReferenceList, type ProjectReader } from "../reference.ts";
import { readText } from "../source-text.ts";

/**
 * Reaper (`.rpp`, `.rpp-bak`): text, `FILE "path"` a source, after which a ` 1` may follow. Paths start at the project; those
 * written on Windows have backslashes. Where a name has `"` in it the quotes are `'`, and backticks where it has both. What
 * plugins keep (ReaSamplOmatic, Kontakt) is in their own coded states and can't be read.
 */
export const readReaper: ProjectReader = async (source) => {
  const text = await readText(source);
  const list = new ReferenceList();
  for (const [, double, single, backtick, bare] of text.matchAll(FILE)) {
    const written = double ?? single ?? backtick ?? bare ?? "";
    if (written !== "") list.add({ written });
  }
  return { references: list.all(), fault: faultOf(text) };
};

const FILE = /^\s*FILE (?:"([^"\r\n]*)"|'([^'\r\n]*)'|`([^`\r\n]*)`|([^\s"'`]\S*))/gm;

function faultOf(text: string): string | null {
  if (!text.trimStart().startsWith("<REAPER_PROJECT")) return "it does not begin as a Reaper project";
  return text.trimEnd().endsWith(">") ? null : "it ends in the middle";
}
