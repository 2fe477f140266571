import { type Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import { FAULTS } from "../domain/problem.ts";
import { line } from "./blocks.ts";
import { wrapped } from "./fit.ts";
import { faultsText } from "./faults-text.ts";
import { counted, humanCount, humanDuration } from "./human.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { type ProblemsOptions, type ProblemsReport, readProblems, type ReportedProblem } from "./problems.ts";
import { type ReportFormat, type ReportShape, writeReport } from "./write-report.ts";

const SHAPE: ReportShape<ReportedProblem, ProblemsReport> = {
  csv: {
    columns: ["code", "filePath", "message", "hint", "library", "since", "lastSeen", "attempts", "class"],
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
        one.class,
      ];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    const now = Date.now();
    for await (const problem of report.items) {
      const { filePath, code, message, hint } = problem;
      await chunks.write(`${paint(output, "yellow", line(output, 0, filePath))}\n`);
      const texts = [`${code}: ${message} (${sinceWhen(problem, now)})`, `→ ${hint}`];
      const lines = texts.flatMap((text) => wrapped(output, 4, text));
      await chunks.write(`${lines.join("\n")}\n`);
    }
    await chunks.write(`${paint(output, "bold", summary(report.totals))}\n`);
    await chunks.flush();
  },
};

/** A file that was taken in is not tried again until its content is another. */
function sinceWhen({ class: kind, since, attempts }: ReportedProblem, now: number): string {
  const age = humanDuration(now - Date.parse(since));
  return kind === "not-taken-in" ? `for ${age}, tried ${counted(attempts, "time")}` : `read ${age} ago`;
}

function summary(totals: ProblemsReport["totals"]): string {
  const { problems, codes } = totals;
  const kinds = Object.entries(codes)
    .filter(([code]) => !Object.hasOwn(FAULTS, code))
    .sort(([, a], [, b]) => b - a);
  const list = kinds.map(([code, count]) => `${humanCount(count)} ${code}`).join(", ");
  const said = problems === 0 ? [] : [`${counted(problems, "problem")}: ${list}`];
  const faults = faultsText(totals);
  if (faults !== "") said.push(`${faults} (catalogued all the same)`);
  return said.length === 0 ? "No problems." : said.join("; ");
}

/** Writes the report `problems`. (`--retry` is retryProblems, then a scan of the libraries that it names.) */
export function writeProblems(
  session: Session,
  options: ProblemsOptions & { format: ReportFormat; limit?: number },
  output: Output,
): Promise<ProblemsReport["totals"]> {
  return withSnapshot(session, async () => {
    const report = await readProblems(session, options);
    await writeReport(report, { format: options.format, shape: SHAPE, limit: options.limit }, output);
    return report.totals;
  });
}
