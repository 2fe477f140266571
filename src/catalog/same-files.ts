import { sep } from "node:path";
import type { AssetMetadata } from "../domain/metadata.ts";
import type { Row, Session } from "./session.ts";

/** Where a file that was read before may be known from. */
export interface KnownFileSystem {
  /** Libraries whose folder was looked at now and is on it. */
  readonly libraryIds: readonly bigint[];
  /** Its device's number now. */
  readonly device: bigint;
}

/** A row that the file was read for, at whose own path the walk did not look. */
export interface FormerPlace extends Row {
  readonly assetId: string;
  readonly path: string;
  readonly inode: bigint;
  readonly birthNs: bigint;
}

/** What a known file's old and new name may say differently. */
export interface RenamedFile extends Row {
  readonly n: bigint;
  readonly path: string;
  readonly musical: Pick<AssetMetadata, "tempo" | "key">;
}

/** Whether any file of the pass must be read. */
export async function hasFilesToRead(session: Session): Promise<boolean> {
  const [row] = await session.sql<{ any: boolean }>(
    "SELECT EXISTS (SELECT FROM pass_changes WHERE verdict <> 'back' AND NOT has_reading) AS any",
  );
  return row?.any === true;
}

/** Notes which files to be read are files that were read before. Returns whether there are any. */
export async function findSameFiles(
  session: Session,
  { libraryIds, device }: KnownFileSystem,
  onlyVersion: number | null,
): Promise<boolean> {
  await session.run("find_same_files", [libraryIds, device, onlyVersion, sep]);
  const [row] = await session.sql<{ any: boolean }>("SELECT EXISTS (SELECT FROM pass_same_files) AS any");
  return row?.any === true;
}

/** Rows of such files whose own path the walk did not look at, by id, after `after`. */
export async function formerPlaces(session: Session, after: string, limit: number): Promise<FormerPlace[]> {
  return session.sql<FormerPlace>(
    `SELECT DISTINCT s.asset_id AS "assetId", s.path, a.inode, a.birth_ns AS "birthNs"
     FROM pass_same_files s JOIN assets a ON a.id = s.asset_id
     WHERE s.must_look AND s.asset_id > $1::uuid ORDER BY s.asset_id LIMIT $2`,
    [after, limit],
  );
}

/** These rows' files are still where they were: what was found is another name of theirs. */
export async function dropStanding(session: Session, assetIds: readonly string[]): Promise<void> {
  if (assetIds.length > 0)
    await session.sql("DELETE FROM pass_same_files WHERE asset_id = ANY ($1::uuid[])", [assetIds]);
}

/** Known files that have another name now, by change, after `after`. */
export async function renamedFiles(session: Session, after: bigint, limit: number): Promise<RenamedFile[]> {
  return session.sql<RenamedFile>(
    `SELECT DISTINCT ON (s.n) s.n, c.path,
         jsonb_strip_nulls(jsonb_build_object('tempo', a.metadata -> 'tempo', 'key', a.metadata -> 'key')) AS musical
     FROM pass_same_files s JOIN pass_changes c ON c.n = s.n JOIN assets a ON a.id = s.asset_id
     WHERE s.is_renamed AND s.n > $1 ORDER BY s.n, s.asset_id LIMIT $2`,
    [after, limit],
  );
}

/** What these files' new names say. */
export async function nameAnew(session: Session, files: readonly RenamedFile[]): Promise<void> {
  if (files.length === 0) return;
  await session.sql(
    `UPDATE pass_same_files s SET musical = m.musical
     FROM unnest($1::bigint[], $2::jsonb[]) AS m (n, musical) WHERE s.n = m.n`,
    [files.map(({ n }) => n), files.map(({ musical }) => JSON.stringify(musical))],
  );
}

/** What is known of them is their reading: they need not be read. */
export async function takeSameFiles(session: Session, libraryId: bigint): Promise<void> {
  await session.run("take_same_files", [libraryId]);
}
