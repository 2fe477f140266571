import { posix } from "node:path";
import { ReferenceList, type ProjectReader, type ProjectSource } from "../reference.ts";
import { decodeText, readText } from "../source-text.ts";

/**
 * SFZ: text, `<header>`s and `opcode=value`s.
 *
 * - Samples stand in `sample=` only. A value goes on to the line's end, the next `<header>` or the next opcode: names have blanks.
 * - `default_path=` is put before it as plain text (`…/sample` + `1.wav`); each `<control>` sets it back.
 * - Paths start at the file that was opened first, also in an `#include`d one. Players differ: some start at the including
 *   file, so both count.
 * - `#define $NAME value` may stand anywhere in later text; the longest name that fits is meant.
 * - `*sine` and its like are generators, no files. One player's files have quotes around names.
 */
export const readSfz: ProjectReader = async (source) => {
  const reading: Reading = { source, list: new ReferenceList(), defines: new Map(), files: 0, prefix: "" };
  await readFile(reading, await readText(source), "");
  return { references: reading.list.all(), fault: null };
};

interface Reading {
  readonly source: ProjectSource;
  readonly list: ReferenceList;
  readonly defines: Map<string, string>;
  files: number;
  prefix: string;
}

/** The deepest real instrument includes 3 deep and 130 files; a file that includes itself ends here. */
const MOST_FILES = 2_000;
const MOST_DEPTH = 16;

/** A header, a directive, or the name of an opcode: what a value ends at. */
const MARK =
  /<(?<header>[a-z]\w*)>|#define\s+(?<variable>\$\w+)\s+(?<value>\S+)|#include\s+"(?<include>[^"]+)"|(?<=^|[\s>])(?<opcode>[A-Za-z_][\w$]*)=/g;

/** `folder`: where the file lies that is gone through, from the first one's folder on. */
async function readFile(reading: Reading, text: string, folder: string, depth = 0): Promise<void> {
  const plain = text.replaceAll(/\/\*[^]*?\*\//g, " ");
  for (const line of plain.split(/\r\n?|\n/)) {
    const said = line.replace(/(?:^|\s)\/\/.*$/, "");
    const marks = [...said.matchAll(MARK)];
    for (const [at, mark] of marks.entries()) {
      const { header, variable, value = "", include, opcode } = mark.groups ?? {};
      if (header === "control") reading.prefix = "";
      if (variable !== undefined) reading.defines.set(variable, value);
      if (include !== undefined) await readIncluded(reading, include, { folder, depth });
      if (opcode === undefined) continue;
      const rest = said.slice(mark.index + mark[0].length, marks[at + 1]?.index).trim();
      takeOpcode(reading, opcode.toLowerCase(), expand(rest, reading.defines), folder);
    }
  }
}

function takeOpcode(reading: Reading, opcode: string, value: string, folder: string): void {
  if (opcode === "default_path") reading.prefix = value;
  if (opcode !== "sample" || value === "" || value.startsWith("*")) return;
  const bare = /^"(.*)"$/.exec(value)?.[1] ?? value;
  const path = slashed(reading.prefix + bare);
  const places = folder === "" ? [path] : [path, posix.join(folder, path)];
  reading.list.add({ written: reading.prefix + value, places });
}

async function readIncluded(
  reading: Reading,
  include: string,
  { folder, depth }: { folder: string; depth: number },
): Promise<void> {
  reading.files += 1;
  if (depth >= MOST_DEPTH || reading.files > MOST_FILES) return;
  const path = slashed(expand(include, reading.defines));
  for (const place of new Set([path, posix.join(folder, path)])) {
    const bytes = await reading.source.readBeside(place);
    if (bytes === null) continue;
    await readFile(
      reading,
      decodeText(bytes),
      posix.dirname(place) === "." ? "" : posix.dirname(place),
      depth + 1,
    );
    return;
  }
}

function expand(text: string, defines: ReadonlyMap<string, string>): string {
  if (!text.includes("$")) return text;
  return text.replaceAll(/\$\w+/g, (name) => {
    for (let end = name.length; end > 1; end--) {
      const value = defines.get(name.slice(0, end));
      if (value !== undefined) return value + name.slice(end);
    }
    return name;
  });
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
