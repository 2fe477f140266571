import stringWidth from "string-width";
import { line, type TextColumn, textTable } from "./blocks.ts";
import { wrapped } from "./fit.ts";
import { counted, humanCount, humanDuration, humanSize } from "./human.ts";
import { type Output } from "./output.ts";
import { paint, type Style } from "./paint.ts";
import { followedText, strangers } from "./service-lines.ts";
import { type StatusReport } from "./status.ts";
import { type LibraryStatus } from "./status-rows.ts";

const COLUMNS: readonly TextColumn[] = [
  { title: "Library", align: "left", shrinks: true },
  { title: "State", align: "left" },
  { title: "Assets", align: "right" },
  { title: "Size", align: "right" },
  { title: "Missing", align: "right" },
  { title: "Problems", align: "right" },
  { title: "Last pass", align: "left" },
];

/** The libraries as a table, or one below the other where the terminal is too narrow for it. */
export function libraryLines(report: StatusReport, now: number, output: Output): string[] {
  const { libraries, totals, services } = report;
  if (libraries.length === 0) return ["No library yet: musaic-catalog scan <folder>"];
  const rows = libraries.map((library) => [
    library.path,
    stateOf(library),
    humanCount(library.assets.present),
    humanSize(library.bytes),
    humanCount(library.assets.missing),
    humanCount(library.problems),
    passOf(library, now),
  ]);
  const all = [
    "all",
    "",
    humanCount(totals.present),
    humanSize(totals.bytes),
    humanCount(totals.missing),
    humanCount(totals.problems),
  ];
  const [title, ...plain] = textTable(output, COLUMNS, libraries.length > 1 ? [...rows, all] : rows);
  const others = plain.map((row, at) => paint(output, styleOf(libraries[at]), row));
  const known = new Set(libraries.map(({ path }) => path));
  const details = [
    ...libraries.map((library) => [library.path, detailsOf(library, report, now)] as const),
    ...strangers(known, services, now),
  ].flatMap(([path, text]) => [line(output, 0, path), ...wrapped(output, 2, text)]);
  const isTooWide = [title ?? "", ...plain].some((row) => stringWidth(row) > output.columns);
  const shown = isTooWide
    ? libraries.flatMap((library) => narrowLines(library, now, output))
    : [paint(output, "bold", title ?? ""), ...others];
  return [...shown, "", ...details];
}

/** What does not fit a table: why it is in its state, who passes over it, how it is followed, when all of it was read. */
function detailsOf(library: LibraryStatus, report: StatusReport, now: number): string {
  const { path, reason, state, stateSince, offlineDrives, running, lastVerifiedAt } = library;
  const ago = (time: string): string => humanDuration(now - Date.parse(time));
  const followed = followedText(path, report.services, now);
  const runs =
    running === null
      ? null
      : `${running.command} of ${running.machine} (process ${running.pid}) runs for ${ago(running.since)}`;
  const verified = lastVerifiedAt === null ? "never verified" : `verified ${ago(lastVerifiedAt)} ago`;
  const why = state === "online" || reason === null ? null : `${reason} (for ${ago(stateSince)})`;
  const drives = offlineDrives.map(
    (drive) => `${counted(drive.files, "file")} of ${drive.path} offline for ${ago(drive.since)}`,
  );
  return [...newsOf(library), why, ...drives, runs, followed, verified]
    .filter((text) => text !== null)
    .join("; ");
}

/** What a look just now found otherwise than the last pass. */
function newsOf({ now: seen, state, offlineMounts }: LibraryStatus): string[] {
  if (seen === null) return [];
  if (seen.state === "offline") return state === "offline" ? [] : [`not there now: ${seen.reason}`];
  const gone = seen.offlineMounts.filter((mount) => !offlineMounts.includes(mount));
  const back = offlineMounts.filter((mount) => !seen.offlineMounts.includes(mount));
  return [
    ...(state === "offline" ? ["there again: the next scan takes it in"] : []),
    ...gone.map((mount) => `the drive ${mount} is not there now`),
    ...back.map((mount) => `the drive ${mount} is there again: the next scan takes it in`),
  ];
}

function narrowLines(library: LibraryStatus, now: number, output: Output): string[] {
  const { path, assets, bytes, problems } = library;
  const held = `${stateOf(library)}: ${counted(assets.present, "asset")}, ${humanSize(bytes)}`;
  const text = `${held}, ${humanCount(assets.missing)} missing, ${counted(problems, "problem")}; last pass ${passOf(library, now)}`;
  return [paint(output, "bold", line(output, 0, path)), ...wrapped(output, 2, text)];
}

/** What can't be seen or was not decided stands out. */
function styleOf(library: LibraryStatus | undefined): Style {
  if (library === undefined) return "plain";
  if (library.state === "held") return "red";
  return library.state === "offline" || library.offlineMounts.length > 0 ? "yellow" : "plain";
}

function stateOf({ now: seen, state, offlineMounts, running }: LibraryStatus): string {
  if (running !== null) return "scanning";
  if (seen?.state === "offline") return "offline";
  if (seen !== null && state === "online") return seen.offlineMounts.length > 0 ? "partly offline" : state;
  return state === "online" && offlineMounts.length > 0 ? "partly offline" : state;
}

function passOf({ lastPass, lastPassAt }: LibraryStatus, now: number): string {
  const at = lastPass?.finishedAt ?? lastPassAt;
  if (at === null || at === undefined) return "never";
  return `${humanDuration(now - Date.parse(at))} ago${lastPass === null ? "" : `, ${lastPass.status}`}`;
}
