import { METHODS, NAMES, type Analysis } from "../../analysis/analyse-sound.ts";
import type { Analysed } from "../../analysis/analyse-file.ts";
import {
  type AnalysisRow,
  countUnanalysed,
  readUnanalysed,
  storeAnalyses,
  type UnanalysedRow,
} from "../../catalog/analyses.ts";
import type { Session } from "../../catalog/session.ts";
import type { PathRange } from "../../domain/path-rules.ts";
import type { FileProblem } from "../../domain/reading.ts";
import type { ReaderPool } from "../../reader/batch-pool.ts";

export interface AnalyseRequest {
  readonly under: readonly PathRange[];
  /** Contents that could not be decoded are tried again. */
  readonly retry: boolean;
  readonly hasFfmpeg: boolean;
}

export interface AnalyseContext {
  readonly pool: ReaderPool<Analysed>;
  /** Aborted: what is done is stored, then it ends. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: AnalyseProgress) => void;
  /** Told each file that has no result, or not all. */
  readonly onProblem?: (problem: AnalyseProblem) => void;
}

export interface AnalyseProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface AnalyseProblem {
  readonly filePath: string;
  readonly code: string;
  readonly message: string;
}

/** Contents, not files: equal ones are one. */
export interface AnalyseResult {
  readonly isWhole: boolean;
  readonly analysed: number;
  /** They have a row that says so, and are not tried before there is an ffmpeg. */
  readonly needsFfmpeg: number;
  /** They have a row that says why, and are not tried again. */
  readonly undecodable: number;
  /** Gone, changed, not readable now: tried the next time. */
  readonly unread: number;
  readonly bytes: number;
}

/** Assets asked for at once; what was done of them is stored together, so this is what a kill costs. */
const PAGE = 128;
/** A call of the pool goes to one thread: few enough that all have something to do until the end of a page. */
const FILES_A_CALL = 8;

/**
 * Decodes every content that a method knows nothing of, in the order of their paths, and stores what was found. Memory does
 * not grow with the catalog; no transaction is open while files are read.
 */
export async function analyseContents(
  session: Session,
  { under, retry, hasFfmpeg }: AnalyseRequest,
  context: AnalyseContext,
): Promise<AnalyseResult> {
  const again = [...(hasFfmpeg ? ["needs-ffmpeg"] : []), ...(retry ? ["undecodable"] : [])];
  const filter = { under, methods: METHODS, retry: again };
  const total = await countUnanalysed(session, filter);
  const tally = { analysed: 0, needsFfmpeg: 0, undecodable: 0, unread: 0, bytes: 0 };
  let files = 0;
  for (let after: string | null = null; !context.signal.aborted;) {
    const page: UnanalysedRow[] = await readUnanalysed(session, filter, { after, limit: PAGE });
    const contents = oneOfEach(page);
    for await (const done of analysed(contents, context)) {
      await storeAnalyses(
        session,
        done.flatMap((each) => judge(each, { tally, onProblem: context.onProblem })),
      );
      files += done.length;
      const { contents: totalFiles, bytes: totalBytes } = total;
      context.onProgress?.({ files, totalFiles, bytes: tally.bytes, totalBytes });
    }
    after = page.at(-1)?.filePath ?? null;
    if (page.length < PAGE) return { isWhole: !context.signal.aborted, ...tally };
  }
  return { isWhole: false, ...tally };
}

function oneOfEach(rows: readonly UnanalysedRow[]): UnanalysedRow[] {
  const first = new Map<string, UnanalysedRow>();
  for (const row of rows) if (!first.has(row.fileHash)) first.set(row.fileHash, row);
  return [...first.values()];
}

interface Done {
  readonly row: UnanalysedRow;
  readonly outcome: Analysed | FileProblem;
}

/** In their order, a few at a time as they are done; all of them are with the pool at once. Ends early when aborted. */
async function* analysed(
  rows: readonly UnanalysedRow[],
  { pool, signal }: AnalyseContext,
): AsyncGenerator<Done[]> {
  const calls = [];
  for (let from = 0; from < rows.length; from += FILES_A_CALL) {
    const some = rows.slice(from, from + FILES_A_CALL);
    const outcomes = pool.read(
      some.map(({ filePath }) => filePath),
      { signal },
    );
    // Also those that nobody waits for any more.
    outcomes.catch(() => undefined);
    calls.push({ some, outcomes });
  }
  for (const { some, outcomes } of calls) {
    const found = await outcomes.catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (found === null) return;
    yield some.flatMap((row, index) => {
      const outcome = found[index];
      return outcome === undefined ? [] : [{ row, outcome }];
    });
  }
}

interface Judging {
  readonly tally: {
    analysed: number;
    needsFfmpeg: number;
    undecodable: number;
    unread: number;
    bytes: number;
  };
  readonly onProblem: AnalyseContext["onProblem"];
}

/** The rows that a content gets; none where its bytes were not seen. Counts it, and tells of it. */
function judge({ row, outcome }: Done, { tally, onProblem }: Judging): AnalysisRow[] {
  tally.bytes += Number(row.sizeBytes);
  const unseen = (code: string, message: string): [] => {
    tally.unread += 1;
    onProblem?.({ filePath: row.filePath, code, message });
    return [];
  };
  if (outcome.kind === "problem" && !DECODER_PROBLEMS.has(outcome.code))
    return unseen(outcome.code, outcome.message);
  const { mark } = outcome;
  if (mark === null || mark.sizeBytes !== row.sizeBytes || mark.mtimeNs !== row.mtimeNs)
    return unseen("changing", "it changed since it was scanned");
  const analysis = outcome.kind === "analysed" ? outcome.analysis : undecodable(outcome.message);
  const fault = "error" in analysis.peaks ? analysis.peaks.error : null;
  if (fault === null) tally.analysed += 1;
  else {
    if (fault.code === "needs-ffmpeg") tally.needsFfmpeg += 1;
    else tally.undecodable += 1;
    onProblem?.({ filePath: row.filePath, ...fault });
  }
  const { assetId, fileHash } = row;
  return NAMES.map((name, at) => ({
    assetId,
    fileHash,
    method: METHODS[at] ?? name,
    result: analysis[name],
  }));
}

/** What a file did to its decoder: it would do it again. */
const DECODER_PROBLEMS: ReadonlySet<string> = new Set([
  "parser-hung",
  "parser-crashed",
  "parser-out-of-memory",
]);

function undecodable(message: string): Analysis {
  const fault = { error: { code: "undecodable" as const, message } };
  return { peaks: fault, loudness: fault, sound: fault };
}
