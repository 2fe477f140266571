import { REPORT_FORMATS, type ReportFormat } from "../report/write-report.ts";
import { retryProblems } from "../catalog/problems.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { type ExitCode } from "../domain/exit-code.ts";
import { FAULTS, PROBLEMS } from "../domain/problem.ts";
import { counted } from "../report/human.ts";
import { problemFilter } from "../report/problems.ts";
import { writeProblems } from "../report/write-problems.ts";
import { requireCatalogued } from "../scan/plan/catalogued-folder.ts";
import { withKnownCatalog } from "./known-catalog.ts";
import { ENTRIES_ON_A_SCREEN, foldersOf, formatOf, limitOf, type ReportFlags } from "./report-flags.ts";
import { withCatalogSession, withReportOutput } from "./report-output.ts";
import { type CommandContext } from "./run-command.ts";
import { runScan } from "./run-scan.ts";

export async function runProblems(flags: ProblemsFlags, context: CommandContext): Promise<ExitCode> {
  const codes = flags.code ?? [];
  const named = foldersOf(flags.under);
  const format = formatOf(flags, REPORT_FORMATS);
  const known = Object.keys({ ...PROBLEMS, ...FAULTS });
  const unknown = codes.find((code) => !known.includes(code));
  if (unknown !== undefined)
    throw new CatalogError("usage", `--code ${unknown} is none of ${known.join(", ")}`);
  if (flags.retry !== true) {
    await withKnownCatalog(
      context,
      async (session) => {
        const shown = { format, ...limitOf(flags, format, ENTRIES_ON_A_SCREEN) };
        const options = { under: await requireCatalogued(session, named), codes, ...shown };
        return withReportOutput(context, { output: flags.output, format }, (output) =>
          writeProblems(session, options, output),
        );
      },
      { folders: named },
    );
    return 0;
  }
  const retried = await withCatalogSession(context, async (session) =>
    retryProblems(session, problemFilter({ under: await requireCatalogued(session, named), codes })),
  );
  if (retried.length === 0) {
    context.say("no problem to try again");
    return 0;
  }
  for (const { library, files } of retried)
    context.say(`${counted(files, "file")} to try again in ${library}`);
  const json = format === "json" ? ({ json: true } as const) : {};
  return runScan(
    retried.map(({ library }) => library),
    { wait: true, ...json },
    context,
  );
}

export interface ProblemsFlags extends ReportFlags<ReportFormat> {
  readonly limit?: number;
  readonly under?: string[];
  readonly code?: string[];
  readonly retry?: true;
}
