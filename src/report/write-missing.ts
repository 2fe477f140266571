import { dirname } from "node:path";
import type { MissingTotals } from "../catalog/missing-assets.ts";
import type { Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import { line } from "./blocks.ts";
import { counted, humanCount, humanDuration } from "./human.ts";
import {
  isOfUse,
  readMissing,
  type MissingAsset,
  type MissingCopy,
  type MissingOptions,
  type MissingReport,
} from "./missing.ts";
import { READ_ONE_BY_ONE, Tally } from "./tally.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { writeReport, type ReportFormat, type ReportShape } from "./write-report.ts";

/** `all`: every file is named, however many there are. */
type WrittenReport = MissingReport & { readonly all: boolean };

const SHAPE: ReportShape<MissingAsset, WrittenReport> = {
  csv: {
    columns: [
      "state",
      "filePath",
      "assetId",
      "since",
      "library",
      "clips",
      "projects",
      "copyAt",
      "uses",
      "usedBy",
    ],
    *rows(asset) {
      yield [
        asset.state,
        asset.filePath,
        asset.assetId,
        asset.since,
        asset.library,
        asset.clips,
        asset.projects.join("; "),
        asset.copies.find(isOfUse)?.filePath ?? null,
        asset.uses,
        asset.usedBy.map(({ path }) => path).join("; "),
      ];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    const isLong = !report.all && report.totals.assets > READ_ONE_BY_ONE;
    for await (const text of isLong ? folderLines(report, output) : fileLines(report, output))
      await chunks.write(`${text}\n`);
    const { assets, missing, offline, used } = report.totals;
    const sum =
      assets === 0
        ? nothingOf(report.scope)
        : `\n${humanCount(missing)} missing, ${humanCount(offline)} offline; songs and other programs use ${humanCount(used)} of these${isLong ? ": --all names every file" : ""}`;
    await chunks.write(`${paint(output, "bold", sum)}\n`);
    await chunks.flush();
  },
};

/** Missing assets that no song uses are none of a narrower question's business. */
function nothingOf({ project, used }: MissingReport["scope"]): string {
  if (project !== null) return "The song uses no missing asset.";
  return used ? "Nothing uses a missing asset." : "Nothing is missing.";
}

async function* fileLines(report: MissingReport, output: Output): AsyncGenerator<string> {
  const now = Date.now();
  for await (const asset of report.items) yield* linesOf(asset, now, output);
}

/** By library first: that is a drive to be plugged in. */
async function* folderLines(report: MissingReport, output: Output): AsyncGenerator<string> {
  const words = ["missing", "offline", "used"] as const;
  const [libraries, folders] = [new Tally("Library", words), new Tally("Folder", words)];
  for await (const { state, clips, uses, library, filePath } of report.items) {
    const counts = clips + uses > 0 ? ([state, "used"] as const) : ([state] as const);
    libraries.add(library ?? "none", ...counts);
    folders.add(dirname(filePath), ...counts);
  }
  yield* [...libraries.lines(output), "", ...folders.lines(output)];
}

function linesOf(asset: MissingAsset, now: number, output: Output): string[] {
  const { state, since, uses, usedBy, copies } = asset;
  const age = humanDuration(now - Date.parse(since));
  const lines = [
    paint(output, state === "offline" ? "yellow" : "red", line(output, 0, asset.filePath)),
    line(output, 4, `${state} for ${age} · ${songsOf(asset)}`),
    ...usedBy.slice(0, MOST_SHOWN).map(({ path }) => line(output, 4, `breaks ${path}`)),
    ...(uses > MOST_SHOWN ? [line(output, 4, `breaks ${uses - MOST_SHOWN} more`)] : []),
  ];
  const [first, ...others] = copies.filter(isOfUse);
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` and ${humanCount(others.length)} more`;
    lines.push(
      line(output, 4, `the same content: ${first.filePath}${first.offline ? " (offline)" : ""}${more}`),
    );
  }
  const [lost] = copies.filter((copy) => !isOfUse(copy));
  if (first === undefined && lost !== undefined)
    lines.push(
      line(output, 4, `the catalog's copy ${WORDS[lost.seen]}: ${lost.filePath} (scan its folder again)`),
    );
  return lines;
}

/** JSON has 20. */
const MOST_SHOWN = 3;

function songsOf({ clips, projects, uses }: MissingAsset): string {
  if (clips > 0) return `${counted(clips, "clip")} in ${projects.join(", ")}`;
  return uses > 0 ? `named by ${counted(uses, "file")} of other programs` : "nothing uses it";
}

const WORDS: Record<MissingCopy["seen"], string> = {
  sound: "is there",
  recorded: "is there",
  offline: "is offline",
  unreadable: "can't be looked at",
  changed: "has changed since",
  gone: "is gone too",
};

/** Writes the report `missing`. */
export function writeMissing(
  session: Session,
  options: MissingOptions & { format: ReportFormat; all?: boolean; limit?: number },
  output: Output,
): Promise<MissingTotals> {
  return withSnapshot(session, async () => {
    const report = { ...(await readMissing(session, options)), all: options.all === true };
    const { format, limit } = options;
    await writeReport(report, { format, shape: SHAPE, limit, of: report.totals.assets }, output);
    return report.totals;
  });
}
