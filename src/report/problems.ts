import { type ProblemFilter, problemPages, type ProblemRow } from "../catalog/problems.ts";
import { type Session } from "../catalog/session.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import { FAULTS, PROBLEMS } from "../domain/problem.ts";
import { type Report } from "./json-output.ts";
import { type LibraryNames, readLibraryNames } from "./library-names.ts";

export interface ProblemsOptions {
  /** Absolute folders. */
  readonly under?: readonly string[];
  readonly codes?: readonly string[];
}

export interface ReportedProblem {
  readonly filePath: string;
  readonly library: string | null;
  /** Whether it could not be taken in, or was although no sound was found in it: no audio, or damaged audio. */
  readonly class: "not-taken-in" | "not-audio" | "damaged";
  readonly code: string;
  readonly message: string;
  /** What a person can do about it. */
  readonly hint: string;
  /** `access`: every pass tries again. `content`: waits for new content, a new reader, or `problems --retry`. */
  readonly nature: "access" | "content";
  /** ISO 8601. */
  readonly since: string;
  readonly lastSeen: string;
  readonly attempts: number;
}

export interface ProblemsReport extends Report<ReportedProblem> {
  readonly totals: {
    /** Files and folders that could not be taken in. */
    problems: number;
    notAudio: number;
    damaged: number;
    codes: Record<string, number>;
  };
}

/** Call it inside withSnapshot and use it up there. */
export async function readProblems(session: Session, options: ProblemsOptions = {}): Promise<ProblemsReport> {
  const libraries = await readLibraryNames(session);
  const totals: ProblemsReport["totals"] = { problems: 0, notAudio: 0, damaged: 0, codes: {} };
  const items = async function* (): AsyncGenerator<ReportedProblem> {
    for await (const page of problemPages(session, problemFilter(options))) {
      for (const row of page) {
        const problem = toReported(row, libraries);
        totals[COUNTED_AS[problem.class]] += 1;
        totals.codes[row.code] = (totals.codes[row.code] ?? 0) + 1;
        yield problem;
      }
    }
  };
  const scope = { under: options.under ?? [], codes: options.codes ?? [] };
  return {
    head: { command: "problems", version: 1, generatedAt: new Date().toISOString(), scope },
    listName: "problems",
    items: items(),
    tail: () => ({ totals }),
    totals,
  };
}

const COUNTED_AS = { "not-taken-in": "problems", "not-audio": "notAudio", damaged: "damaged" } as const;

/** For retryProblems too. */
export function problemFilter(options: ProblemsOptions): ProblemFilter {
  return { under: (options.under ?? []).map((folder) => rangeBelow(folder)), codes: options.codes ?? [] };
}

function toReported(row: ProblemRow, libraries: LibraryNames): ReportedProblem {
  const { nature, hint } = knownProblem(row.code);
  return {
    filePath: row.filePath,
    library: libraries.pathOf(row.libraryId),
    class: classOf(row),
    code: row.code,
    message: row.message,
    hint,
    nature,
    since: row.firstSeen.toISOString(),
    lastSeen: row.lastSeen.toISOString(),
    attempts: row.attempts,
  };
}

function classOf({ isCatalogued, code }: ProblemRow): ReportedProblem["class"] {
  if (!isCatalogued) return "not-taken-in";
  return code === "not-audio" ? code : "damaged";
}

/** A code that a newer version wrote has no hint here. */
function knownProblem(code: string): { nature: "access" | "content"; hint: string } {
  const known = Object.entries({ ...PROBLEMS, ...FAULTS }).find(([name]) => name === code);
  return known?.[1] ?? { nature: "access", hint: "scan again with the version that said so" };
}
