import { findContents } from "../catalog/content-places.ts";
import {
  openMissing,
  type MissingFilter,
  type MissingRow,
  type MissingTotals,
} from "../catalog/missing-assets.ts";
import { readPathUses, type SampleUses, type UsingFile } from "../catalog/sample-uses.ts";
import type { Session } from "../catalog/session.ts";
import type { Report } from "./json-output.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";

export interface MissingOptions {
  /** What must be there to open this song? Only assets that this project uses. */
  readonly project?: string;
  /** Only assets that some clip, or a file of another program, uses. */
  readonly used?: boolean;
}

export interface MissingAsset {
  readonly assetId: string;
  /** Where it was last. */
  readonly filePath: string;
  /** `offline`: its library or drive can't be seen now, the file may well be there. */
  readonly state: "missing" | "offline";
  /** ISO 8601. */
  readonly since: string;
  readonly library: string | null;
  readonly sizeBytes: number | null;
  readonly fileHash: string | null;
  readonly clips: number;
  readonly projects: readonly string[];
  /** Files of other programs that name it where it was: they break. */
  readonly uses: number;
  /** The first 20 of them. */
  readonly usedBy: readonly UsingFile[];
  /** Where the same content is now: at most ten, those within reach first. */
  readonly copies: readonly MissingCopy[];
}

export interface MissingCopy {
  readonly assetId: string;
  readonly filePath: string;
  readonly offline: boolean;
}

export interface MissingReport extends Report<MissingAsset> {
  readonly scope: MissingFilter;
  readonly totals: MissingTotals;
}

/** Call it inside withSnapshot and use it up there. Throws CatalogError "usage" for a project that is none. */
export async function readMissing(session: Session, options: MissingOptions = {}): Promise<MissingReport> {
  const scope = { project: options.project ?? null, used: options.used ?? false };
  const libraries = await readLibraryNames(session);
  const { totals, pages } = await openMissing(session, scope);
  const items = async function* (): AsyncGenerator<MissingAsset> {
    for await (const page of pages) yield* await withCopies(session, page, libraries);
  };
  return {
    head: { command: "missing", version: 1, generatedAt: new Date().toISOString(), scope, totals },
    listName: "assets",
    items: items(),
    tail: () => ({}),
    scope,
    totals,
  };
}

async function withCopies(
  session: Session,
  page: readonly MissingRow[],
  libraries: LibraryNames,
): Promise<MissingAsset[]> {
  const hashes = new Set(page.flatMap(({ fileHash }) => fileHash ?? []));
  const places = await findContents(session, [...hashes]);
  const named = page.filter(({ uses }) => uses > 0).map(({ filePath }) => filePath);
  const uses = named.length === 0 ? new Map<string, SampleUses>() : await readPathUses(session, named);
  return page.map((row) => {
    const copies = (places.get(row.fileHash ?? "") ?? [])
      .filter(({ state, assetId }) => state === "present" && assetId !== row.assetId)
      .map((place) => ({
        assetId: place.assetId,
        filePath: place.filePath,
        offline: libraries.isOffline(place),
      }));
    return {
      assetId: row.assetId,
      filePath: row.filePath,
      state: row.state,
      since: row.since.toISOString(),
      library: libraries.pathOf(row.libraryId),
      sizeBytes: row.sizeBytes,
      fileHash: row.fileHash,
      clips: row.clips,
      projects: row.projects,
      uses: row.uses,
      usedBy: uses.get(row.filePath)?.usedBy ?? [],
      copies: copies.sort((a, b) => Number(a.offline) - Number(b.offline)),
    };
  });
}
