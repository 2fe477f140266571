import type { Entry } from "../domain/entry.ts";
import { markOf, type MarkRow } from "./changes.ts";
import type { Session } from "./session.ts";

/** A row outside the pass whose content turned up in it. `libraryPath` is null for a row that belongs to none. */
export interface OutsideRow extends Entry {
  readonly assetId: string;
  readonly libraryId: bigint | null;
  readonly libraryPath: string | null;
  readonly state: "present" | "missing" | "unfollowed";
}

/**
 * Rows outside the pass whose content turned up in it, some contents at a time, those noted on the way too. A page may be empty.
 * Each content is asked for once: so the cost is that of the contents, however many pages they take.
 */
export async function* outsidePages(
  session: Session,
  libraryId: bigint,
  contents: number,
): AsyncGenerator<OutsideRow[]> {
  await session.run("note_turned_up");
  for (let after = 0n; ;) {
    const [page] = await session.sql<{ last: bigint | null }>(
      "SELECT max(n) AS last FROM (SELECT n FROM pass_turned_up WHERE n > $1 ORDER BY n LIMIT $2) AS page",
      [after, contents],
    );
    const last = page?.last ?? null;
    if (last === null) return;
    const rows = await readOutside(session, { libraryId, after, last });
    after = last;
    yield rows;
  }
}

/** What these paths, read on the way, hold turned up as well. */
export async function noteTurnedUp(session: Session, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await session.sql(
    `INSERT INTO pass_turned_up (file_hash)
     SELECT DISTINCT r.file_hash FROM unnest($1::text[]) AS p (path) JOIN scan_readings r ON r.file_path = p.path
     WHERE r.size_bytes > 0 ON CONFLICT (file_hash) DO NOTHING`,
    [paths],
  );
}

async function readOutside(
  session: Session,
  { libraryId, after, last }: { libraryId: bigint; after: bigint; last: bigint },
): Promise<OutsideRow[]> {
  const rows = await session.run<
    MarkRow & {
      id: string;
      path: string;
      library_id: bigint | null;
      library_path: string | null;
      state: OutsideRow["state"];
    }
  >("find_outside", [libraryId, after, last]);
  return rows.map((row) => ({
    assetId: row.id,
    path: row.path,
    mark: markOf(row),
    libraryId: row.library_id,
    libraryPath: row.library_path,
    state: row.state,
  }));
}

/** What a look at their own paths said of rows outside the pass. */
export interface OutsideFindings {
  /** As the catalog knows them, or out of sight: their content here is a copy. */
  readonly standing: readonly OutsideRow[];
  /** Gone from a healthy library: their content here may be they. */
  readonly gone: readonly OutsideRow[];
  /** Not as the catalog knows them: read and resolved in this pass. With the marks they have now. */
  readonly toRead: readonly OutsideRow[];
}

export async function markOutside(session: Session, found: OutsideFindings): Promise<void> {
  await session.sql(
    "INSERT INTO pass_looked_at (asset_id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING",
    [found.standing.map(({ assetId }) => assetId)],
  );
  await session.sql(
    `INSERT INTO pass_vanished (asset_id, path, gone, outside)
     SELECT i, p, TRUE, TRUE FROM unnest($1::uuid[], $2::text[]) AS g (i, p) ON CONFLICT DO NOTHING`,
    [found.gone.map(({ assetId }) => assetId), found.gone.map(({ path }) => path)],
  );
  const marks = found.toRead.map(({ mark }) => mark);
  await session.sql(
    `INSERT INTO pass_changes (path, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns, asset_id, verdict, same_size, has_reading)
     SELECT *, 'changed', FALSE, FALSE
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::uuid[])`,
    [
      found.toRead.map(({ path }) => path),
      marks.map(({ sizeBytes }) => sizeBytes),
      marks.map(({ mtimeNs }) => mtimeNs),
      marks.map(({ ctimeNs }) => ctimeNs),
      marks.map(({ device }) => device),
      marks.map(({ inode }) => inode),
      marks.map(({ birthNs }) => birthNs),
      found.toRead.map(({ assetId }) => assetId),
    ],
  );
}

/** Of these rows' paths, marked as to be read, those whose reading waits already and whose file is still as it was read. */
export async function readAlready(session: Session, rows: readonly OutsideRow[]): Promise<Set<string>> {
  const found = await session.sql<{ path: string }>(
    `SELECT c.path FROM pass_changes c JOIN scan_readings r ON r.file_path = c.path AND r.size_bytes = c.size_bytes
       AND r.mtime_ns = c.mtime_ns AND NOT (r.inode <> c.inode AND r.ctime_ns <> c.ctime_ns) AND NOT r.read_again
     WHERE c.path = ANY ($1::text[])`,
    [rows.map(({ path }) => path)],
  );
  return new Set(found.map(({ path }) => path));
}
