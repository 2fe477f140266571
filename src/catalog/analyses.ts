import { type PathRange, rangeColumns } from "../domain/path-rules.ts";
import type { Row, Session } from "./session.ts";

/** A content of which something is not known yet, and where it lies. */
export interface UnanalysedRow {
  readonly assetId: string;
  readonly filePath: string;
  readonly libraryId: number | null;
  readonly fileHash: string;
  readonly sizeBytes: bigint;
  readonly mtimeNs: bigint | null;
}

export interface UnanalysedFilter {
  readonly under: readonly PathRange[];
  /** With their versions: `peaks/1`. */
  readonly methods: readonly string[];
  /** Codes of faults that are tried again. */
  readonly retry: readonly string[];
}

/** One result of one method. */
export interface AnalysisRow {
  readonly assetId: string;
  readonly fileHash: string;
  readonly method: string;
  readonly result: unknown;
}

/** The next assets by path; none at the end. Several may have one content. */
export async function readUnanalysed(
  session: Session,
  { under, methods, retry }: UnanalysedFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<UnanalysedRow[]> {
  return session.run<UnanalysedRow & Row>("unanalysed", [
    ...rangeColumns(under),
    methods,
    after,
    limit,
    retry,
  ]);
}

export async function countUnanalysed(
  session: Session,
  { under, methods, retry }: UnanalysedFilter,
): Promise<{ contents: number; bytes: number }> {
  const [row] = await session.run<{ contents: number; bytes: number }>("count_unanalysed", [
    ...rangeColumns(under),
    methods,
    retry,
  ]);
  return row ?? { contents: 0, bytes: 0 };
}

/** Two processes that analyse the same content leave one row a method. */
export async function storeAnalyses(session: Session, rows: readonly AnalysisRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.transaction(async () => {
    await session.sql("SELECT pg_advisory_xact_lock(hashtext('musaic analysis_cache'))");
    await session.run("store_analyses", [
      rows.map(({ assetId }) => assetId),
      rows.map(({ fileHash }) => fileHash),
      rows.map(({ method }) => method),
      rows.map(({ result }) => JSON.stringify(result)),
    ]);
  });
}
