import { rangeColumns, type PathRange } from "./path-ranges.ts";
import type { Row, Session } from "./session.ts";

export interface ProblemFilter {
  readonly under: readonly PathRange[];
  /** Empty: all. */
  readonly codes: readonly string[];
}

export interface ProblemRow {
  readonly filePath: string;
  readonly libraryId: number;
  readonly code: string;
  readonly message: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly attempts: number;
}

/** Rows asked for at once: some 300 KB. */
const ROWS_A_PAGE = 1000;

/** Problems by path, a page at a time. */
export async function* problemPages(session: Session, filter: ProblemFilter): AsyncGenerator<ProblemRow[]> {
  let after: string | null = null;
  for (;;) {
    const rows: ProblemRow[] = await session.run<ProblemRow & Row>("problem_page", [
      after,
      ...rangeColumns(filter.under),
      filter.codes,
      ROWS_A_PAGE,
    ]);
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.filePath ?? null;
    if (rows.length < ROWS_A_PAGE) return;
  }
}

/** Makes the next pass try these files again, also those that wait for new content. Returns where they are. */
export function retryProblems(
  session: Session,
  filter: ProblemFilter,
): Promise<{ library: string; files: number }[]> {
  return session.run("problem_retry", [...rangeColumns(filter.under), filter.codes]);
}
