import { rangeColumns, type PathRange } from "./path-ranges.ts";
import type { Session } from "./session.ts";

export interface DuplicateFilter {
  /** Only files below these folders; empty: all. */
  readonly under: readonly PathRange[];
  /** Only groups with a copy below each of these folders; at most 62. */
  readonly across: readonly PathRange[];
  /** Only copies that no clip uses (and the one to keep). */
  readonly unused: boolean;
  /** At least 1: empty files are all equal and waste nothing. */
  readonly minSizeBytes: number;
  readonly sort: DuplicateSort;
  readonly limit: number | null;
}

export type DuplicateSort = "wasted" | "size" | "count" | "path";

/** Counts of the whole catalog, whatever the limit is. Redundant is what stays if one copy a group is kept. */
export interface DuplicateTotals {
  readonly groups: number;
  readonly files: number;
  readonly redundantFiles: number;
  readonly redundantBytes: number;
}

export interface DuplicateGroupRow {
  readonly fileHash: string;
  readonly sizeBytes: number;
  /** In the order of their paths. */
  readonly files: DuplicateFileRow[];
}

export interface DuplicateFileRow {
  readonly assetId: string;
  readonly filePath: string;
  readonly libraryId: number | null;
  readonly mtimeNs: bigint | null;
  /** Equal for two paths of one file; null where nothing is known. */
  readonly fileIdentity: string | null;
  readonly clips: number;
  readonly projects: readonly string[];
}

/** Groups fetched at once from the cursor; 500 hashes are 40 KB. */
const GROUPS_A_FETCH = 500;
/** A page of files asked for at once; 5,000 rows are some 2 MB here. A group is never split. */
const FILES_A_PAGE = 5_000;

interface GroupCursorRow extends Record<string, unknown> {
  file_hash: string;
  size_bytes: bigint;
  paths: bigint;
  total_groups: bigint;
  total_files: bigint;
  total_redundant: bigint;
  total_bytes: bigint;
}

/**
 * Opens the groups inside a snapshot (`withSnapshot`). The totals are known at once; the pages come as they are asked
 * for, so memory does not grow with the catalog (only with the largest single group).
 */
export async function openDuplicates(
  session: Session,
  filter: DuplicateFilter,
): Promise<{ totals: DuplicateTotals; pages: AsyncGenerator<DuplicateGroupRow[]> }> {
  await session.run("duplicate_groups", [
    ...rangeColumns(filter.under),
    ...rangeColumns(filter.across),
    filter.unused,
    Math.max(1, filter.minSizeBytes),
    filter.sort,
    filter.limit,
  ]);
  const first = await fetchGroups(session);
  const totals = {
    groups: Number(first[0]?.total_groups ?? 0),
    files: Number(first[0]?.total_files ?? 0),
    redundantFiles: Number(first[0]?.total_redundant ?? 0),
    redundantBytes: Number(first[0]?.total_bytes ?? 0),
  };
  return { totals, pages: pagesFrom(session, filter, first) };
}

function fetchGroups(session: Session): Promise<GroupCursorRow[]> {
  return session.sql<GroupCursorRow>(`FETCH ${GROUPS_A_FETCH} FROM duplicate_groups`);
}

async function* pagesFrom(
  session: Session,
  filter: DuplicateFilter,
  first: GroupCursorRow[],
): AsyncGenerator<DuplicateGroupRow[]> {
  for (let groups = first; groups.length > 0; groups = await fetchGroups(session)) {
    for (const some of bySize(groups)) yield await readFiles(session, filter, some);
  }
}

/** Cuts the groups into runs of about FILES_A_PAGE files. */
function* bySize(groups: readonly GroupCursorRow[]): Generator<GroupCursorRow[]> {
  let run: GroupCursorRow[] = [];
  let files = 0;
  for (const group of groups) {
    run.push(group);
    files += Number(group.paths);
    if (files < FILES_A_PAGE) continue;
    yield run;
    run = [];
    files = 0;
  }
  if (run.length > 0) yield run;
}

interface FileRow extends Record<string, unknown> {
  group_number: number;
  id: string;
  file_path: string;
  mtime_ns: bigint | null;
  file_identity: string | null;
  library_id: number | null;
  clips: number;
  projects: string[] | null;
}

async function readFiles(
  session: Session,
  filter: DuplicateFilter,
  groups: readonly GroupCursorRow[],
): Promise<DuplicateGroupRow[]> {
  const rows = await session.run<FileRow>("duplicate_files", [
    groups.map(({ file_hash }) => file_hash),
    ...rangeColumns(filter.under),
    Math.max(1, filter.minSizeBytes),
  ]);
  const found = groups.map((group) => ({
    fileHash: group.file_hash,
    sizeBytes: Number(group.size_bytes),
    files: [] as DuplicateFileRow[],
  }));
  for (const row of rows) found[row.group_number - 1]?.files.push(toFile(row));
  return found;
}

const NONE: readonly string[] = [];

function toFile(row: FileRow): DuplicateFileRow {
  return {
    assetId: row.id,
    filePath: row.file_path,
    libraryId: row.library_id,
    mtimeNs: row.mtime_ns,
    fileIdentity: row.file_identity,
    clips: row.clips,
    projects: row.projects ?? NONE,
  };
}
