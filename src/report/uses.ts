import { readPathUses, readSampleUses, UNUSED, type UsingFile } from "../catalog/sample-uses.ts";
import type { Session } from "../catalog/session.ts";
import {
  readClipUses,
  readProjectTotals,
  usedAssets,
  type ProjectTotals,
  type UsedRow,
  type UsesScope,
} from "../catalog/uses.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import type { Report } from "./json-output.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";

/** A sample that something uses, or may use. */
export interface UsedSample {
  /** Null for a file that is none of the catalog's, asked for by its path. */
  readonly assetId: string | null;
  readonly filePath: string;
  readonly library: string | null;
  readonly clips: number;
  readonly projects: readonly string[];
  /** Files of other programs that name it, or may name it. */
  readonly uses: number;
  /** The first 20 of them, and those that can't be read through. */
  readonly usedBy: readonly UsingFile[];
  readonly usesKnown: boolean;
}

export interface UsesReport extends Report<UsedSample> {
  readonly totals: ProjectTotals;
  readonly scope: { readonly path: string | null };
}

/** Who uses the sample at `path`, or the samples below it; null: all that are used. Call it inside withSnapshot and use it up there. */
export async function readUses(session: Session, path: string | null): Promise<UsesReport> {
  const totals = await readProjectTotals(session);
  const libraries = await readLibraryNames(session);
  const scope = { path, broken: false };
  return {
    head: { command: "uses", version: 1, generatedAt: new Date().toISOString(), scope, totals },
    listName: "samples",
    items: usedSamples(session, path, libraries),
    tail: () => ({}),
    totals,
    scope,
  };
}

async function* usedSamples(
  session: Session,
  path: string | null,
  libraries: LibraryNames,
): AsyncGenerator<UsedSample> {
  let isFound = false;
  for await (const page of usedAssets(session, scopeOf(path))) {
    for (const sample of await withUses(session, page, libraries)) {
      isFound ||= sample.filePath === path;
      yield sample;
    }
  }
  if (path === null || isFound) return;
  const outside = (await readPathUses(session, [path])).get(path);
  if (outside === undefined) return;
  const { uses, usedBy } = outside;
  yield {
    assetId: null,
    filePath: path,
    library: null,
    clips: 0,
    projects: [],
    uses,
    usedBy,
    usesKnown: true,
  };
}

async function withUses(
  session: Session,
  page: readonly UsedRow[],
  libraries: LibraryNames,
): Promise<UsedSample[]> {
  const ids = page.map(({ assetId }) => assetId);
  const [programs, songs] = [await readSampleUses(session, ids), await readClipUses(session, ids)];
  return page.map(({ assetId, filePath, libraryId }) => {
    const { uses, usedBy, isKnown } = programs.get(assetId) ?? UNUSED;
    const { clips, projects } = songs.get(assetId) ?? { clips: 0, projects: [] };
    const library = libraries.pathOf(libraryId);
    return { assetId, filePath, library, clips, projects, uses, usedBy, usesKnown: isKnown };
  });
}

/** All at or below a path; null: everything. */
export function scopeOf(path: string | null): UsesScope {
  return path === null ? null : { path, below: rangeBelow(path) };
}
