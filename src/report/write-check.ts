import type { Session } from "../catalog/session.ts";
import { line } from "./blocks.ts";
import { readCheck, type CheckReport, type CheckRequest, type CheckTotals } from "./check.ts";
import type { CheckedFile, OwnedPlace } from "./checked-file.ts";
import { counted, humanCount, humanSize } from "./human.ts";
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

const SHAPE: ReportShape<CheckedFile, CheckReport> = {
  csv: {
    columns: ["verdict", "filePath", "sizeBytes", "fileHash", "ownedAt", "problem"],
    *rows(file) {
      const at = file.places[0]?.filePath ?? null;
      yield [file.verdict, file.filePath, file.sizeBytes, file.fileHash, at, file.problem?.code ?? null];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    for await (const file of report.items) {
      const [mark, style] = MARKS[file.verdict];
      await chunks.write(
        `${paint(output, style, mark)}  ${line({ columns: output.columns - 9 }, 0, file.filePath)}\n`,
      );
      for (const text of detailsOf(file)) await chunks.write(`${line(output, 9, text)}\n`);
    }
    const { files, owned, ownedBytes, known, new: fresh, newBytes, empty, problems } = report.totals;
    const sum = [
      `${counted(files, "file")}: ${humanCount(owned)} owned (${humanSize(ownedBytes)})`,
      `${humanCount(fresh)} new (${humanSize(newBytes)})`,
      `${humanCount(known)} known but missing now`,
      `${humanCount(empty)} empty`,
      `${humanCount(problems)} unreadable`,
    ];
    await chunks.write(`\n${paint(output, "bold", sum.join(", "))}\n`);
    await chunks.flush();
  },
};

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
  request: CheckRequest & { format: ReportFormat },
  output: Output,
): Promise<CheckTotals> {
  const report = await readCheck(session, request);
  await writeReport(report, { format: request.format, shape: SHAPE }, output);
  return report.totals;
}
