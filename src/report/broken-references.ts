import { findContents, type ContentPlace } from "../catalog/content-places.ts";
import type { UsingFile } from "../catalog/sample-uses.ts";
import type { Session } from "../catalog/session.ts";
import {
  assetsOfNames,
  brokenReferences,
  readProjectTotals,
  unreadableProjects,
  type BrokenRow,
  type NamedPlace,
  type ProjectTotals,
} from "../catalog/uses.ts";
import type { Report } from "./json-output.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";
import { scopeOf } from "./uses.ts";

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

export interface BrokenReport extends Report<BrokenReference> {
  readonly totals: ProjectTotals;
  readonly unreadable: readonly { readonly kind: string; readonly path: string; readonly fault: string }[];
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
