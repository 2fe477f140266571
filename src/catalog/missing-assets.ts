import { requireProject } from "./projects.ts";
import type { Row, Session } from "./session.ts";

export interface MissingFilter {
  /** Only what this project uses. */
  readonly project: string | null;
  /** Only what clips or files of other programs use. */
  readonly used: boolean;
}

/** Libraries that somebody looked at just now: what the last pass saw of them does not count. */
export interface LookedAt {
  readonly libraryId: number;
  readonly state: "online" | "offline";
  readonly offlineMounts: readonly string[];
}

export interface MissingRow {
  readonly assetId: string;
  readonly fileHash: string | null;
  /** Where it was last. */
  readonly filePath: string;
  readonly sizeBytes: number | null;
  readonly libraryId: number | null;
  readonly state: "missing" | "offline";
  readonly since: Date;
  /** Of the filter's project, or of all. */
  readonly clips: number;
  readonly projects: readonly string[];
  /** Files of other programs that name it where it was. */
  readonly uses: number;
}

export interface MissingTotals {
  readonly assets: number;
  readonly missing: number;
  readonly offline: number;
  /** Assets that at least one clip, or a file of another program, uses. */
  readonly used: number;
}

interface CursorRow extends Row {
  id: string;
  file_hash: string | null;
  file_path: string | null;
  size_bytes: bigint | null;
  library_id: number | null;
  state: "missing" | "offline";
  since: Date;
  clips: number;
  projects: string[] | null;
  uses: number;
  total_assets: bigint;
  total_missing: bigint;
  total_used: bigint;
}

/** Rows fetched at once: some 300 KB. */
const ROWS_A_PAGE = 1000;

/**
 * Missing and offline assets, used ones first, a page at a time. Call it inside a transaction and use it up there.
 * Throws CatalogError "usage" for a project that is none.
 */
export async function openMissing(
  session: Session,
  filter: MissingFilter,
  lookedAt: readonly LookedAt[] = [],
): Promise<{ totals: MissingTotals; pages: AsyncGenerator<MissingRow[]> }> {
  if (filter.project !== null) await requireProject(session, filter.project);
  const drives = lookedAt.flatMap(({ libraryId, offlineMounts }) =>
    offlineMounts.map((path) => ({ libraryId, path })),
  );
  await session.run("missing_assets", [
    filter.project,
    filter.used,
    lookedAt.map(({ libraryId }) => libraryId),
    lookedAt.filter(({ state }) => state === "offline").map(({ libraryId }) => libraryId),
    drives.map(({ libraryId }) => libraryId),
    drives.map(({ path }) => path),
  ]);
  const first = await fetchRows(session);
  const assets = Number(first[0]?.total_assets ?? 0);
  const missing = Number(first[0]?.total_missing ?? 0);
  const used = Number(first[0]?.total_used ?? 0);
  return { totals: { assets, missing, offline: assets - missing, used }, pages: pagesFrom(session, first) };
}

function fetchRows(session: Session): Promise<CursorRow[]> {
  return session.sql<CursorRow>(`FETCH ${ROWS_A_PAGE} FROM missing_assets`);
}

async function* pagesFrom(session: Session, first: CursorRow[]): AsyncGenerator<MissingRow[]> {
  for (let rows = first; rows.length > 0; rows = await fetchRows(session)) yield rows.map(toMissing);
}

function toMissing(row: CursorRow): MissingRow {
  return {
    assetId: row.id,
    fileHash: row.file_hash,
    filePath: row.file_path ?? "",
    sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    libraryId: row.library_id,
    state: row.state,
    since: row.since,
    clips: row.clips,
    projects: row.projects ?? [],
    uses: row.uses,
  };
}
