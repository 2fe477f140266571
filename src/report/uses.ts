import { findContents, type ContentPlace } from "../catalog/content-places.ts";
import { readPathUses, readSampleUses, UNUSED, type UsingFile } from "../catalog/sample-uses.ts";
import type { Session } from "../catalog/session.ts";
import {
  assetsOfNames,
  brokenReferences,
  readClipUses,
  readProjectTotals,
  unreadableProjects,
  usedAssets,
  type BrokenRow,
  type NamedPlace,
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

/** A sample that files of other programs name, and that is not where they say. */
export interface BrokenReference {
  /** As one of them says it. */
  readonly written: string;
  /** Where that is on this machine; null where it can be nowhere. */
  readonly path: string | null;
  readonly sizeBytes: number | null;
  readonly uses: number;
  readonly usedBy: readonly UsingFile[];
  /** Where the same content is now, or else files of that name (and size): at most ten. */
  readonly copies: readonly BrokenCopy[];
}

export interface BrokenCopy {
  readonly assetId: string;
  readonly filePath: string;
  readonly offline: boolean;
  readonly same: "content" | "name";
}

export interface UsesReport extends Report<UsedSample> {
  readonly totals: ProjectTotals;
  readonly scope: { readonly path: string | null };
}

export interface BrokenReport extends Report<BrokenReference> {
  readonly totals: ProjectTotals;
  readonly unreadable: readonly { readonly kind: string; readonly path: string; readonly fault: string }[];
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

/** What files name and what is not there: those files at or below `path`, or what should lie there; null: all. As readUses. */
export async function readBroken(session: Session, path: string | null): Promise<BrokenReport> {
  const totals = await readProjectTotals(session);
  const libraries = await readLibraryNames(session);
  const unreadable = await unreadableProjects(session);
  const items = async function* (): AsyncGenerator<BrokenReference> {
    for await (const page of brokenReferences(session, scopeOf(path)))
      yield* await withCopies(session, page, libraries);
  };
  const scope = { path, broken: true };
  return {
    head: { command: "uses", version: 1, generatedAt: new Date().toISOString(), scope, totals, unreadable },
    listName: "references",
    items: items(),
    tail: () => ({}),
    totals,
    unreadable,
  };
}

async function withCopies(
  session: Session,
  page: readonly BrokenRow[],
  libraries: LibraryNames,
): Promise<BrokenReference[]> {
  const contents = await findContents(
    session,
    page.flatMap(({ fileHash }) => fileHash ?? []),
  );
  const named = await assetsOfNames(session, page);
  return page.map(({ written, path, sizeBytes, uses, usedBy, fileHash }, n) => {
    const equal = (contents.get(fileHash ?? "") ?? []).filter(({ state }) => state === "present");
    const same = equal.length > 0 ? "content" : "name";
    const places: readonly (ContentPlace | NamedPlace)[] = equal.length > 0 ? equal : (named[n] ?? []);
    const copies = places.map(({ assetId, filePath, libraryId }): BrokenCopy => {
      return { assetId, filePath, offline: libraries.isOffline({ filePath, libraryId }), same };
    });
    return { written, path, sizeBytes, uses, usedBy, copies };
  });
}

function scopeOf(path: string | null): UsesScope {
  return path === null ? null : { path, below: rangeBelow(path) };
}
