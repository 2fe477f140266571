import { findContents, type ContentPlace } from "../catalog/content-places.ts";
import {
  openMissing,
  type MissingFilter,
  type MissingRow,
  type MissingTotals,
} from "../catalog/missing-assets.ts";
import { readPathUses, type SampleUses, type UsingFile } from "../catalog/sample-uses.ts";
import type { Session } from "../catalog/session.ts";
import type { Report } from "./json-output.ts";
import type { LibrarySight } from "./library-sight.ts";
import type { Recorded, Sight } from "./look-at-files.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";

export interface MissingOptions {
  /** What must be there to open this song? Only assets that this project uses. */
  readonly project?: string;
  /** Only assets that some clip, or a file of another program, uses. */
  readonly used?: boolean;
  /** Libraries as they are now; of others the catalog knows what the last pass saw. */
  readonly sights?: readonly LibrarySight[];
  /** Looks whether a copy is still there, before it is named as one; left out: nothing is looked at. */
  readonly look?: (file: Recorded) => Promise<Sight>;
}

/** More would take all of the system's threads from those who look at other drives. */
const LOOKS_AT_ONCE = 4;

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
  /** Where the same content is now: at most ten, those that are there first. */
  readonly copies: readonly MissingCopy[];
}

export interface MissingCopy {
  readonly assetId: string;
  readonly filePath: string;
  readonly offline: boolean;
  /** What a look at it said just now; `recorded`: nobody looked. Only what is `sound` or `offline` can take the asset's place. */
  readonly seen: Sight | "offline" | "recorded";
}

export interface MissingReport extends Report<MissingAsset> {
  readonly scope: MissingFilter;
  readonly totals: MissingTotals;
}

/** Call it inside withSnapshot and use it up there. Throws CatalogError "usage" for a project that is none. */
export async function readMissing(session: Session, options: MissingOptions = {}): Promise<MissingReport> {
  const scope = { project: options.project ?? null, used: options.used ?? false };
  const libraries = await readLibraryNames(session, options.sights);
  const { totals, pages } = await openMissing(session, scope, options.sights);
  const { look } = options;
  const items = async function* (): AsyncGenerator<MissingAsset> {
    for await (const page of pages) yield* await withCopies(session, page, { libraries, look });
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

const RANKS: Record<MissingCopy["seen"], number> = {
  sound: 0,
  recorded: 0,
  offline: 1,
  unreadable: 2,
  changed: 3,
  gone: 4,
};

/** Whether the copy may take the asset's place, as far as anybody knows. */
export function isOfUse({ seen }: MissingCopy): boolean {
  return RANKS[seen] < RANKS.unreadable;
}

/** Looks at each copy once. Where one could not be looked at, the others of its library are not asked. */
async function lookAtCopies(
  places: readonly ContentPlace[],
  libraries: LibraryNames,
  look: MissingOptions["look"],
): Promise<Map<string, MissingCopy["seen"]>> {
  const seen = new Map<string, MissingCopy["seen"]>();
  const mute = new Set<number | null>();
  const queue = places.values();
  const askOn = async (): Promise<void> => {
    for (const place of queue) {
      if (libraries.isOffline(place)) seen.set(place.assetId, "offline");
      else if (look === undefined) seen.set(place.assetId, "recorded");
      else if (mute.has(place.libraryId)) seen.set(place.assetId, "unreadable");
      else {
        const sight = await look(place);
        if (sight === "unreadable") mute.add(place.libraryId);
        seen.set(place.assetId, sight);
      }
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, askOn));
  return seen;
}

async function withCopies(
  session: Session,
  page: readonly MissingRow[],
  { libraries, look }: { libraries: LibraryNames; look: MissingOptions["look"] },
): Promise<MissingAsset[]> {
  const hashes = new Set(page.flatMap(({ fileHash }) => fileHash ?? []));
  const places = await findContents(session, [...hashes]);
  const named = page.filter(({ uses }) => uses > 0).map(({ filePath }) => filePath);
  const uses = named.length === 0 ? new Map<string, SampleUses>() : await readPathUses(session, named);
  const present = [...places.values()].flat().filter(({ state }) => state === "present");
  const seen = await lookAtCopies(present, libraries, look);
  return page.map((row) => {
    const copies = (places.get(row.fileHash ?? "") ?? [])
      .filter(({ state, assetId }) => state === "present" && assetId !== row.assetId)
      .map(({ assetId, filePath }) => {
        const sight = seen.get(assetId) ?? "recorded";
        return { assetId, filePath, offline: sight === "offline", seen: sight };
      });
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
      copies: copies.sort((a, b) => RANKS[a.seen] - RANKS[b.seen]),
    };
  });
}
