import type { PathRange } from "../domain/path-rules.ts";
import { MOST_USING, type UsingFile } from "./sample-uses.ts";
import type { Row, Session } from "./session.ts";

/** The sample or folder that is asked for, and what lies below it; null: everything. */
export type UsesScope = { readonly path: string; readonly below: PathRange } | null;

export interface UsedRow {
  readonly assetId: string;
  readonly filePath: string;
  readonly libraryId: number | null;
}

export interface ClipUses {
  readonly clips: number;
  readonly projects: readonly string[];
}

/** What is named and not there. */
export interface BrokenRow {
  readonly written: string;
  /** Where it should be on this machine; null where it can be nowhere. */
  readonly path: string | null;
  /** The name of the file, as names are compared. */
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly uses: number;
  readonly usedBy: readonly UsingFile[];
  /** The content that was there, if the catalog had it. */
  readonly fileHash: string | null;
}

export interface NamedPlace {
  readonly assetId: string;
  readonly filePath: string;
  readonly libraryId: number | null;
}

export interface ProjectTotals {
  readonly projectFiles: number;
  /** Those of them that hold their samples inside. */
  readonly archives: number;
  /** Those of them that could not be read through. */
  readonly unreadable: number;
  readonly references: number;
}

/** Rows fetched at once: some 300 KB. */
const ROWS_A_PAGE = 1_000;

/** Assets that something uses, or may use, a page at a time. Call it inside `withSnapshot` and use it up there. */
export async function* usedAssets(session: Session, scope: UsesScope): AsyncGenerator<UsedRow[]> {
  await session.run("used_assets", parametersOf(scope));
  const fetch = () => session.sql<UsedRow & Row>(`FETCH ${ROWS_A_PAGE} FROM used_assets`);
  for (let rows = await fetch(); rows.length > 0; rows = await fetch()) yield rows;
}

/** What files name and what is not there. As usedAssets. */
export async function* brokenReferences(session: Session, scope: UsesScope): AsyncGenerator<BrokenRow[]> {
  await session.run("broken_references", [...parametersOf(scope), MOST_USING]);
  const fetch = () => session.sql<BrokenRow & Row>(`FETCH ${ROWS_A_PAGE} FROM broken_references`);
  for (let rows = await fetch(); rows.length > 0; rows = await fetch()) yield rows;
}

function parametersOf(scope: UsesScope): (string | null)[] {
  return scope === null ? [null, null, null] : [scope.path, scope.below.from, scope.below.to];
}

export async function readClipUses(
  session: Session,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, ClipUses>> {
  const rows = await session.run<ClipUses & { assetId: string } & Row>("clip_uses", [assetIds]);
  return new Map(rows.map(({ assetId, clips, projects }) => [assetId, { clips, projects }]));
}

/** Present assets of the names (and sizes) of these rows: for each row, at most ten. */
export async function assetsOfNames(session: Session, rows: readonly BrokenRow[]): Promise<NamedPlace[][]> {
  const found = rows.map((): NamedPlace[] => []);
  const places = await session.run<NamedPlace & { n: number } & Row>("assets_of_name", [
    rows.map(({ name }) => name),
    rows.map(({ sizeBytes }) => sizeBytes),
  ]);
  for (const { n, assetId, filePath, libraryId } of places)
    found[n - 1]?.push({ assetId, filePath, libraryId });
  return found;
}

export async function readProjectTotals(session: Session): Promise<ProjectTotals> {
  const [row] = await session.run<ProjectTotals & Row>("project_totals");
  return row ?? { projectFiles: 0, archives: 0, unreadable: 0, references: 0 };
}

/** Files that could not be read through, and why: the first hundred. */
export async function unreadableProjects(
  session: Session,
): Promise<{ readonly kind: string; readonly path: string; readonly fault: string }[]> {
  return session.sql(
    `SELECT kind, file_path AS path, fault FROM project_files WHERE fault IS NOT NULL ORDER BY file_path LIMIT 100`,
  );
}
