import { lstat } from "node:fs/promises";
import { powerShellWord } from "../domain/power-shell-word.ts";
import { shellWord } from "../domain/shell-word.ts";
import { inTime } from "../filesystem/in-time.ts";
import type { DuplicateFile, DuplicateGroup } from "./duplicate-group.ts";
import type { DuplicatesReport } from "./duplicates.ts";
import { humanSize } from "./human.ts";
import { localTime } from "./local-time.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { TrashPlaces, type TrashPlace } from "./trash-places.ts";
import { visible } from "./visible.ts";

/** What the script is written for; the names are those of its file's ending. */
export type ScriptKind = "sh" | "ps1";

export interface ScriptRequest {
  readonly kind: ScriptKind;
  /** The text of `tools/duplicates.sh` or `.ps1`, whose functions do it. */
  readonly functions: string;
}

export interface ScriptResult {
  /** Files that the script moves. */
  readonly moves: number;
  /** Files that may go and that the script leaves alone, because they or the copy that stays are links. */
  readonly links: number;
}

interface Language {
  /** Before everything else. Windows PowerShell takes a file without a byte order mark for one in the old code page. */
  readonly start: string;
  readonly word: (text: string) => string;
  readonly list: (words: readonly string[]) => string;
  readonly stays: string;
  readonly moves: string;
  readonly ends: string;
}

const LANGUAGES: Readonly<Record<ScriptKind, Language>> = {
  sh: {
    start: "#!/bin/sh\n",
    word: (text) => shellWord(text, "linux"),
    list: (words) => words.join(" "),
    stays: "stays",
    moves: "moves",
    ends: "finish",
  },
  ps1: {
    start: "\u{feff}",
    word: powerShellWord,
    list: (words) => `@(${words.join(", ")})`,
    stays: "Stays",
    moves: "Moves",
    ends: "Complete",
  },
};

/**
 * Writes a script that moves what can go into trash folders, for a person to read and to run: this program moves nothing. Streams; only
 * the trash folders are kept in mind, one a library or drive.
 */
export async function writeDuplicatesScript(
  report: DuplicatesReport,
  { kind, functions }: ScriptRequest,
  output: Output,
): Promise<ScriptResult> {
  const language = LANGUAGES[kind];
  const chunks = new ChunkedOutput(output);
  const places = new TrashPlaces(report.generatedAt.replaceAll(/[:.]/g, "-"));
  const trashes = new Set<string>();
  let links = 0;
  let moves = 0;
  await chunks.write(`${headOf(report, language)}${functions}`);
  for await (const group of report.items) {
    const files = await ordinaryFiles(group);
    links += group.files.filter(({ removable }) => removable).length - files.length;
    if (files.length === 0) continue;
    const [keeper] = group.files;
    const kept = await placeOf(places, keeper);
    const going = await Promise.all(
      files.map(async (file) => ({ file, place: await placeOf(places, file) })),
    );
    for (const { place } of going) trashes.add(place.folder);
    moves += going.length;
    for (const line of linesOf(group, { kept, going }, language)) await chunks.write(`${line}\n`);
  }
  const ends = language.list([...trashes].map((folder) => language.word(folder)));
  await chunks.write(`\n${language.ends} ${ends}\n`);
  await chunks.flush();
  return { moves, links };
}

function headOf({ generatedAt, scope }: DuplicatesReport, language: Language): string {
  const below = scope.under.length === 0 ? "all libraries" : `below ${scope.under.map(visible).join(", ")}`;
  const made = `# Made by musaic-catalog duplicates at ${localTime(new Date(generatedAt))}, of ${below}. Read it before you run it.`;
  return `${language.start}${made}\n#\n`;
}

/** The copies that can go, without links; none where the copy that stays is one: what it leads to may be any of them. */
async function ordinaryFiles({ files }: DuplicateGroup): Promise<DuplicateFile[]> {
  const [keeper] = files;
  const going = files.filter(({ removable }) => removable);
  if (going.length === 0 || keeper === undefined || (await isLink(keeper.filePath))) return [];
  const areLinks = await Promise.all(going.map(({ filePath }) => isLink(filePath)));
  return going.filter((_, index) => areLinks[index] === false);
}

/** What can't be looked at may be one. */
function isLink(path: string): Promise<boolean> {
  return inTime(() => lstat(path)).then(
    (found) => found.isSymbolicLink(),
    () => true,
  );
}

function placeOf(places: TrashPlaces, file: DuplicateFile | undefined): Promise<TrashPlace> {
  if (file === undefined) throw new Error("a group has files");
  return places.placeOf(file.filePath, file.library);
}

function linesOf(
  group: DuplicateGroup,
  { kept, going }: { kept: TrashPlace; going: readonly { file: DuplicateFile; place: TrashPlace }[] },
  { word, stays, moves }: Language,
): string[] {
  const lines = [
    "",
    `# ${humanSize(group.sizeBytes)} × ${group.files.length}, kept by ${visible(group.keptBy)}`,
    `${stays} ${word(group.fileHash)} ${group.sizeBytes} ${word(group.files[0]?.filePath ?? "")}`,
  ];
  for (const { file, place } of going) {
    if (place.device !== kept.device) lines.push("# On another disk than the copy that stays: a backup?");
    lines.push(`${moves} ${word(file.filePath)} ${word(place.path)}`);
  }
  return lines;
}
