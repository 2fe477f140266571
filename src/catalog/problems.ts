import { type PathRange, rangeColumns } from "../domain/path-rules.ts";
import type { ProblemCode } from "../domain/problem.ts";
import { type FileProblem } from "../domain/reading.ts";
import { CONTENT_PROBLEMS } from "./changes.ts";
import { type PassRecord } from "./running-passes.ts";
import { type Row, type Session } from "./session.ts";

/** Notes files and folders that could not be taken in; the same problem at the same path counts its attempts. */
export async function recordProblems(
  session: Session,
  problems: readonly Omit<FileProblem, "kind">[],
  { libraryId, readerVersion }: { libraryId: bigint; readerVersion: number },
): Promise<void> {
  if (problems.length === 0) return;
  await session.run("record_problems", [
    libraryId,
    problems.map(({ path }) => path),
    problems.map(({ code }) => code),
    problems.map(({ message }) => storable(message)),
    problems.map(({ mark }) => mark?.sizeBytes ?? null),
    problems.map(({ mark }) => mark?.mtimeNs ?? null),
    readerVersion,
  ]);
}

/** Problems that no other look ends: new content does, or another name, and these come with an event. */
const UNTIL_CHANGED: readonly string[] = [
  ...CONTENT_PROBLEMS,
  ...(["content-damaged", "name-not-utf8", "path-too-long", "symlink-loop"] satisfies ProblemCode[]),
];

/** Ends the problems of this pass's ground that it did not meet again. Returns how many are left there, and how many of them another look may end. */
export async function endProblems(
  session: Session,
  libraryId: bigint,
  record: PassRecord,
): Promise<{ left: number; retried: number }> {
  const [row] = await session.run<{ problems: bigint; retried: bigint }>("end_problems", [
    libraryId,
    record.startedAt,
    CONTENT_PROBLEMS,
    UNTIL_CHANGED,
  ]);
  return { left: Number(row?.problems ?? 0n), retried: Number(row?.retried ?? 0n) };
}

/** Without NUL and lone surrogates, which no TEXT can hold. */
function storable(message: string): string {
  return Buffer.from(message.slice(0, 1_000).replaceAll("\0", "")).toString();
}

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
  /** The file is an asset all the same. */
  readonly isCatalogued: boolean;
}

/** How many files of this pass's ground are catalogued although no sound was found in them. */
export async function countFaults(
  session: Session,
  libraryId: bigint,
): Promise<{ notAudio: number; damaged: number }> {
  const [row] = await session.run<{ notAudio: bigint; damaged: bigint }>("count_faults", [libraryId]);
  return { notAudio: Number(row?.notAudio ?? 0n), damaged: Number(row?.damaged ?? 0n) };
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
