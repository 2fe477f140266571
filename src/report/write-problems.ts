import { type Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import { line } from "./blocks.ts";
import { wrapped } from "./fit.ts";
import { counted, humanCount, humanDuration } from "./human.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { type ProblemsOptions, type ProblemsReport, readProblems, type ReportedProblem } from "./problems.ts";
import { type ReportFormat, type ReportShape, writeReport } from "./write-report.ts";

const SHAPE: ReportShape<ReportedProblem, ProblemsReport> = {
  csv: {
    columns: ["code", "filePath", "message", "hint", "library", "since", "lastSeen", "attempts"],
    *rows(one) {
      yield [
        one.code,
        one.filePath,
        one.message,
        one.hint,
        one.library,
        one.since,
        one.lastSeen,
        one.attempts,
      ];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    const now = Date.now();
    for await (const { filePath, code, message, hint, since, attempts } of report.items) {
      const tried = `for ${humanDuration(now - Date.parse(since))}, tried ${counted(attempts, "time")}`;
      await chunks.write(`${paint(output, "yellow", line(output, 0, filePath))}\n`);
      const texts = [`${code}: ${message} (${tried})`, `→ ${hint}`];
      const lines = texts.flatMap((text) => wrapped(output, 4, text));
      await chunks.write(`${lines.join("\n")}\n`);
    }
    await chunks.write(`${paint(output, "bold", summary(report.totals))}\n`);
    await chunks.flush();
  },
};

function summary({ problems, codes }: ProblemsReport["totals"]): string {
  if (problems === 0) return "No problems.";
  const kinds = Object.entries(codes).sort(([, a], [, b]) => b - a);
  return `${counted(problems, "problem")}: ${kinds.map(([code, count]) => `${humanCount(count)} ${code}`).join(", ")}`;
}

/** Writes the report `problems`. (`--retry` is retryProblems, then a scan of the libraries that it names.) */
export function writeProblems(
  session: Session,
  options: ProblemsOptions & { format: ReportFormat },
  output: Output,
): Promise<ProblemsReport["totals"]> {
  return withSnapshot(session, async () => {
    const report = await readProblems(session, options);
    await writeReport(report, { format: options.format, shape: SHAPE }, output);
    return report.totals;
  });
}
