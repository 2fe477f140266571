import path from "node:path";
import type { Session } from "../catalog/session.ts";
import { line } from "./blocks.ts";
import { readCheck, type CheckReport, type CheckRequest, type CheckTotals } from "./check.ts";
import type { CheckedFile, OwnedPlace } from "./checked-file.ts";
import { counted, humanCount, humanSize } from "./human.ts";
import { READ_ONE_BY_ONE, Tally } from "./tally.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { writeReport, type ReportFormat, type ReportShape } from "./write-report.ts";

const MARKS = {
  owned: ["owned  ", "yellow"],
  known: ["known  ", "yellow"],
  new: ["new    ", "green"],
  empty: ["empty  ", "dim"],
  problem: ["problem", "red"],
} as const;

const STANDING: Readonly<Record<OwnedPlace["state"], string>> = {
  present: "at",
  offline: "offline",
  unreadable: "at",
  gone: "was at",
  changed: "was at",
  missing: "missing",
  unfollowed: "unfollowed",
};

const AFTER: Partial<Record<OwnedPlace["state"], string>> = {
  unreadable: ", which can't be looked at now",
  gone: ", which is gone",
  changed: ", which is another file now",
};

/** `all`: every file is named, however many there are. */
type WrittenReport = CheckReport & { readonly all: boolean };

const SHAPE: ReportShape<CheckedFile, WrittenReport> = {
  csv: {
    columns: ["verdict", "filePath", "sizeBytes", "fileHash", "ownedAt", "problem"],
    *rows(file) {
      const at = file.places[0]?.filePath ?? null;
      yield [file.verdict, file.filePath, file.sizeBytes, file.fileHash, at, file.problem?.code ?? null];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    for await (const text of linesOf(report, output)) await chunks.write(`${text}\n`);
    const { files, owned, ownedBytes, known, new: fresh, newBytes, empty, problems } = report.totals;
    const sum = [
      `${counted(files, "file")}: ${humanCount(owned)} owned (${humanSize(ownedBytes)})`,
      `${humanCount(fresh)} new (${humanSize(newBytes)})`,
      `${humanCount(known)} known but missing now`,
      `${humanCount(empty)} empty`,
      `${humanCount(problems)} unreadable`,
    ];
    const more = !report.all && files > READ_ONE_BY_ONE ? "\n--all names every file" : "";
    await chunks.write(`\n${paint(output, "bold", sum.join(", "))}${more}\n`);
    await chunks.flush();
  },
};

/** The first files wait until it is known whether they are few. */
async function* linesOf(report: WrittenReport, output: Output): AsyncGenerator<string> {
  const folders = new Tally("Folder", ["owned", "new", "known", "empty", "problem"]);
  const libraries = new Tally("Already in", ["there", "offline", "known"]);
  const first: CheckedFile[] = [];
  let files = 0;
  for await (const file of report.items) {
    files++;
    if (report.all) yield* fileLines(file, output);
    else {
      folders.add(path.dirname(file.filePath), file.verdict);
      for (const [library, words] of standingByLibrary(file)) libraries.add(library, ...words);
      if (first.length < READ_ONE_BY_ONE) first.push(file);
    }
  }
  if (files > READ_ONE_BY_ONE && !report.all) {
    if (!libraries.isEmpty) yield* [...libraries.lines(output), ""];
    yield* folders.lines(output);
  } else for (const file of first) yield* fileLines(file, output);
}

const COUNTED_AS = {
  present: "there",
  unreadable: "there",
  offline: "offline",
  missing: "known",
  unfollowed: "known",
  gone: null,
  changed: null,
} as const satisfies Readonly<Record<OwnedPlace["state"], string | null>>;

/** A file counts once in each library that has a copy, as the best of its copies there: the library tells the drive. */
function standingByLibrary({ places }: CheckedFile): Map<string, ["there" | "offline" | "known"]> {
  const standing = new Map<string, ["there" | "offline" | "known"]>();
  for (const word of ["known", "offline", "there"] as const)
    for (const { state, library } of places)
      if (COUNTED_AS[state] === word) standing.set(library ?? "no library", [word]);
  return standing;
}

function* fileLines(file: CheckedFile, output: Output): Generator<string> {
  const [mark, style] = MARKS[file.verdict];
  yield `${paint(output, style, mark)}  ${line({ columns: output.columns - 9 }, 0, file.filePath)}`;
  for (const text of detailsOf(file)) yield line(output, 9, text);
}

function detailsOf({ places, problem }: CheckedFile): string[] {
  if (problem !== null) return [`${problem.code}: ${problem.message}`];
  return places.map(
    ({ filePath, state, clips }) =>
      `${STANDING[state]} ${filePath}${AFTER[state] ?? ""}${clips === 0 ? "" : ` (${counted(clips, "clip")})`}`,
  );
}

/** Writes the report `check`. */
export async function writeCheck(
  session: Session,
  request: CheckRequest & { format: ReportFormat; all?: boolean; limit?: number },
  output: Output,
): Promise<CheckTotals> {
  const report = { ...(await readCheck(session, request)), all: request.all === true };
  await writeReport(report, { format: request.format, shape: SHAPE, limit: request.limit }, output);
  return report.totals;
}
