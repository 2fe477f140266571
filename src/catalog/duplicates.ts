import { type PathRange, rangeColumns } from "../domain/path-rules.ts";
import { type DuplicateGroupRow, readGroupFiles } from "./duplicate-files.ts";
import { type Session } from "./session.ts";

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

/**
 * Counts of the whole catalog, whatever the limit is. Redundant are the files beside one a group; removable are those of
 * them that no clip uses, if one is kept that clips use (any one where there is none).
 */
export interface DuplicateTotals {
  readonly groups: number;
  readonly files: number;
  readonly redundantFiles: number;
  readonly redundantBytes: number;
  readonly removableFiles: number;
  readonly removableBytes: number;
}

/** Groups fetched at once from the cursor, many pages: nothing is read ahead while it waits for them. 5,000 are 600 KB. */
const GROUPS_A_FETCH = 5_000;
/** A page of files asked for at once; 5,000 rows are some 2 MB here. A group is never split. */
const FILES_A_PAGE = 5_000;

interface GroupCursorRow extends Record<string, unknown> {
  file_hash: string;
  size_bytes: bigint;
  paths: bigint;
  redundant: bigint;
  total_groups: bigint;
  total_files: bigint;
  total_redundant: bigint;
  total_bytes: bigint;
  total_removable: bigint;
  total_removable_bytes: bigint;
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
    removableFiles: Number(first[0]?.total_removable ?? 0),
    removableBytes: Number(first[0]?.total_removable_bytes ?? 0),
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
    for (const some of bySize(groups))
      yield await readGroupFiles(
        session,
        some.map(({ file_hash: fileHash, size_bytes }) => ({ fileHash, sizeBytes: Number(size_bytes) })),
        filter,
      );
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
