import { basename } from "node:path";
import stringWidth from "string-width";
import type { DuplicateTotals } from "../catalog/duplicates.ts";
import type { DuplicateFile, DuplicateGroup } from "./duplicate-group.ts";
import type { Checked, DuplicatesReport } from "./duplicates.ts";
import { fitMiddle, padEnd, padStart } from "./fit.ts";
import { counted, humanCount, humanDuration, humanSize } from "./human.ts";
import { localTime } from "./local-time.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { visible } from "./visible.ts";

/** For people: scope and time, the totals, then each group with its copies, the one to keep first, then what the check found. */
export async function writeDuplicatesTable(report: DuplicatesReport, output: Output): Promise<void> {
  const chunks = new ChunkedOutput(output);
  const { groups } = report.totals;
  await chunks.write(`${paint(output, "dim", fitMiddle(headerOf(report), output.columns))}\n`);
  await chunks.write(`${paint(output, "bold", groups === 0 ? "No duplicates." : sumOf(report.totals))}\n`);
  const now = Date.now();
  let shown = 0;
  for await (const group of report.items) {
    shown++;
    for (const line of groupLines(group, now, output)) await chunks.write(`${line}\n`);
  }
  if (groups > 0) await chunks.write(`\n${footer(report, shown)}\n`);
  await chunks.flush();
}

function headerOf({ generatedAt, scope }: DuplicatesReport): string {
  const { under, across, unused, minSizeBytes } = scope;
  const parts = [`duplicates at ${localTime(new Date(generatedAt))}`];
  parts.push(under.length === 0 ? "in all libraries" : `below ${under.map(visible).join(", ")}`);
  if (across.length > 0) parts.push(`with a copy in each of ${across.map(visible).join(", ")}`);
  if (unused) parts.push("copies that nothing uses");
  if (minSizeBytes > 1) parts.push(`from ${humanSize(minSizeBytes)} on`);
  return parts.join(" · ");
}

/** What is used can't be regained. */
function sumOf({ groups, files, redundantFiles, removableFiles, removableBytes }: DuplicateTotals): string {
  const used = redundantFiles - removableFiles;
  const usedText = used === 0 ? "" : `; ${humanCount(used)} more ${used === 1 ? "is" : "are"} used`;
  return `${counted(groups, "group")} of ${counted(files, "file")}: ${copies(removableFiles)} can go, ${humanSize(removableBytes)} to regain${usedText}`;
}

function copies(count: number): string {
  return `${humanCount(count)} ${count === 1 ? "copy" : "copies"}`;
}

function groupLines(group: DuplicateGroup, now: number, output: Output): string[] {
  const title = `${humanSize(group.sizeBytes)} × ${humanCount(group.files.length)}, ${gainOf(group)} · kept by ${visible(group.keptBy)}`;
  const notes = group.files.map((file) => fitMiddle(noteOf(file), Math.floor(output.columns * 0.35)));
  const ages = group.files.map((file) => ageOf(file, now));
  const [noteWidth, ageWidth] = [widest(notes), widest(ages)];
  const room = Math.max(10, output.columns - MARK_WIDTH - ageWidth - 4 - noteWidth);
  const paths = group.files.map((file) => fitMiddle(visible(file.filePath), room));
  const width = Math.min(room, commonWidth(paths.map((path) => stringWidth(path))));
  const lines = group.files.map((file, index) => {
    const mark = padEnd(file.keep ? "keep" : "", MARK_WIDTH);
    const line = `${mark}${padEnd(paths[index] ?? "", width)}  ${padStart(ages[index] ?? "", ageWidth)}  ${notes[index] ?? ""}`;
    return paint(output, file.keep ? "green" : "plain", line.trimEnd());
  });
  return ["", paint(output, "bold", fitMiddle(title, output.columns)), ...lines];
}

/** Why nothing can go is said where use is the reason. */
function gainOf({ files, removableFiles, removableBytes }: DuplicateGroup): string {
  const areUsed = files.every(({ clips, uses, usesKnown }) => clips + uses > 0 || !usesKnown);
  if (removableFiles > 0 || !areUsed) return `${humanSize(removableBytes)} to regain`;
  return `${files.length === 2 ? "both" : "all"} are used: none can go`;
}

/** "  keep  " stands before the path of the copy to keep. */
const MARK_WIDTH = 6;
function ageOf({ modifiedAt }: DuplicateFile, now: number): string {
  return modifiedAt === null ? "" : `${humanDuration(now - Date.parse(modifiedAt))} old`;
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => stringWidth(text)));
}

/** One name that is so much longer than most moves what follows it in its own row, and not in all. */
const LONGER_THAN_MOST = 20;

function commonWidth(widths: readonly number[]): number {
  const sorted = widths.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return sorted.findLast((width) => width <= middle + LONGER_THAN_MOST) ?? middle;
}

function noteOf(file: DuplicateFile): string {
  const notes = [];
  if (file.clips > 0)
    notes.push(`${counted(file.clips, "clip")} in ${file.projects.map(visible).join(", ")}`);
  const programs = programsOf(file);
  if (programs !== "") notes.push(programs);
  if (file.hardLinkOf !== null) notes.push("hard link");
  if (file.state === "offline" || file.state === "unreadable") notes.push(file.state);
  return notes.join(" · ");
}

/** The first file of another program that names it, and how many more do. */
function programsOf({ uses, usedBy, usesKnown }: DuplicateFile): string {
  const [first] = usedBy;
  if (first === undefined) return "";
  const name = visible(basename(first.path));
  if (uses === 0) return usesKnown ? "" : `use not known: ${name} can't be read through`;
  const more = uses === 1 ? "" : ` and ${humanCount(uses - 1)} more`;
  return first.how === "names" ? `named by ${name}${more}` : `may be named by ${name}${more}`;
}

function footer(report: DuplicatesReport, shown: number): string {
  const hidden = report.totals.groups - shown;
  const parts = [];
  if (hidden > 0)
    parts.push(
      `${counted(shown, "group")} shown of ${counted(report.totals.groups, "group")} (--limit all shows all)`,
    );
  parts.push(checkedText(report.checked));
  return parts.join(" · ");
}

function checkedText(checked: Checked): string {
  const { files, gone, changed, unreadable, offline } = checked;
  if (files + offline === 0) return "no file was looked at";
  const odd = Object.entries({ gone, changed, unreadable, offline }).filter(([, count]) => count > 0);
  const said = odd.map(([word, count]) => `${humanCount(count)} ${word}`).join(", ");
  return `${counted(files, "file")} looked at: ${said === "" ? "all as catalogued" : said}`;
}
