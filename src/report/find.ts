import { basename } from "node:path";
import {
  openFound,
  readKnownFacts,
  type FindTotals,
  type FoundRow,
  type KnownFacts,
} from "../catalog/find-assets.ts";
import { readLibraryViews } from "../catalog/libraries.ts";
import type { Session } from "../catalog/session.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { filterOf, queryOf, type FindOptions, type FindQuery } from "./find-query.ts";
import type { Report } from "./json-output.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";
import { visible } from "./visible.ts";

export interface FoundAsset {
  readonly assetId: string;
  readonly filePath: string;
  readonly fileName: string;
  readonly library: string | null;
  /** Its drive can't be seen now. */
  readonly offline: boolean;
  readonly sizeBytes: number | null;
  readonly durationSeconds: number | null;
  readonly sampleRateHz: number | null;
  readonly channels: number | null;
  readonly bitsPerSample: number | null;
  readonly kind: "loop" | "one-shot" | null;
  readonly bpm: number | null;
  /** Where the tempo was found, as in `metadata`. */
  readonly bpmSource: string | null;
  readonly key: string | null;
  readonly keySource: string | null;
  /** Null for what is not analysed, and what is shorter than 0.4 s. */
  readonly integratedLufs: number | null;
  /** Clips of songs, and files of other programs that name it or may name it. */
  readonly uses: number;
  readonly clips: number;
  /** Other present assets of the same content. */
  readonly copies: number;
  /** ISO 8601: when it came to the catalog. */
  readonly addedAt: string;
}

export interface FindReport extends Report<FoundAsset> {
  readonly query: FindQuery;
  readonly totals: FindTotals;
  readonly known: KnownFacts;
}

/**
 * Present assets that meet all that is asked. Its memory does not grow with what is found. Call it inside withSnapshot and use it up there. Throws
 * CatalogError "usage" for what is no key or no library.
 */
export async function readFound(session: Session, options: FindOptions = {}): Promise<FindReport> {
  const query = queryOf(options);
  const libraries = await readLibraryNames(session);
  const filter = filterOf(query, await libraryIdOf(session, query.library));
  const known = await readKnownFacts(session);
  const { totals, pages } = await openFound(session, filter, query);
  const items = async function* (): AsyncGenerator<FoundAsset> {
    for await (const page of pages) for (const row of page) yield toFound(row, libraries);
  };
  const generatedAt = new Date().toISOString();
  return {
    head: { command: "find", version: 1, generatedAt, query, totals, known },
    listName: "assets",
    items: items(),
    tail: () => ({}),
    query,
    totals,
    known,
  };
}

async function libraryIdOf(session: Session, path: string | null): Promise<number | null> {
  if (path === null) return null;
  const found = (await readLibraryViews(session)).find((library) => library.path === path);
  if (found === undefined)
    throw new CatalogError("usage", `${visible(path)} is no library: musaic-catalog status lists them`);
  return found.id;
}

function toFound(row: FoundRow, libraries: LibraryNames): FoundAsset {
  const { libraryId, clips, addedAt, ...rest } = row;
  return {
    assetId: rest.assetId,
    filePath: rest.filePath,
    fileName: basename(rest.filePath),
    library: libraries.pathOf(libraryId),
    offline: libraries.isOffline(row),
    sizeBytes: rest.sizeBytes,
    durationSeconds: rest.durationSeconds,
    sampleRateHz: rest.sampleRateHz,
    channels: rest.channels,
    bitsPerSample: rest.bitsPerSample,
    kind: rest.kind,
    bpm: rest.bpm,
    bpmSource: rest.bpmSource,
    key: rest.key,
    keySource: rest.keySource,
    integratedLufs: rest.integratedLufs,
    uses: rest.uses,
    clips,
    copies: rest.copies,
    addedAt: addedAt.toISOString(),
  };
}
