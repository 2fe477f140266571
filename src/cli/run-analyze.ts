import { openAnalysisPool } from "../analysis/analysis-pool.ts";
import { hasFfmpeg } from "../analysis/has-ffmpeg.ts";
import type { Session } from "../catalog/session.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import { type AnalyzeReport, analyzeText } from "../report/analyze.ts";
import { analyseContents, type AnalyseProblem } from "../scan/analyse/analyse-contents.ts";
import { requireCatalogued } from "../scan/plan/catalogued-folder.ts";
import { withKnownCatalog } from "./known-catalog.ts";
import { showProgress } from "./progress.ts";
import { foldersOf } from "./report-flags.ts";
import type { CommandContext } from "./run-command.ts";

export interface AnalyzeFlags {
  readonly retry?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Named one by one; the others are counted. */
const MOST_PROBLEMS = 1_000;

/** Exit code 3 if something could not be analysed. */
export async function runAnalyze(
  given: readonly string[],
  flags: AnalyzeFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const folders = foldersOf(given);
  const report = await withKnownCatalog(context, (session) => analyse(session, { folders, flags, context }), {
    folders,
  });
  await context.print(flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : analyzeText(report));
  if (report.status === "interrupted") return 130;
  const { needsFfmpeg, undecodable, unread } = report.totals;
  return needsFfmpeg + undecodable + unread > 0 ? 3 : 0;
}

async function analyse(
  session: Session,
  { folders, flags, context }: { folders: readonly string[]; flags: AnalyzeFlags; context: CommandContext },
): Promise<AnalyzeReport> {
  const { readers: threads, followSymlinks } = context.config.catalog;
  const under = await requireCatalogued(session, folders);
  const pool = openAnalysisPool({ threads, followSymlinks });
  const progress = showProgress({
    isTerminal: context.isTerminal,
    isQuiet: flags.quiet === true,
    say: context.say,
  });
  const problems: AnalyseProblem[] = [];
  const since = performance.now();
  try {
    const request = {
      under: under.map((folder) => rangeBelow(folder)),
      retry: flags.retry === true,
      hasFfmpeg: await hasFfmpeg(),
    };
    const { isWhole, ...totals } = await analyseContents(session, request, {
      pool,
      signal: context.signal,
      onProgress: (at) => progress.show({ stage: "read", ...at }),
      onProblem: (problem) => {
        if (problems.length < MOST_PROBLEMS) problems.push(problem);
      },
    });
    return {
      command: "analyze",
      version: 1,
      generatedAt: new Date().toISOString(),
      scope: { under },
      status: isWhole ? "complete" : "interrupted",
      totals: { ...totals, elapsedMs: Math.round(performance.now() - since) },
      problems,
    };
  } finally {
    progress.end();
    await pool.close();
  }
}
