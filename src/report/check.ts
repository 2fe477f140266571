import { rangeBelow, type PathRange } from "../domain/path-rules.ts";
import type { ReadOutcome } from "../domain/reading.ts";
import { findContents, type ContentPlace } from "../catalog/content-places.ts";
import type { Session } from "../catalog/session.ts";
import { checkedFile, type CheckedFile, type OwnedPlace, type SeenPlace } from "./checked-file.ts";
import type { Recorded, Sight } from "./look-at-files.ts";
import type { Report } from "./json-output.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";

/** Where the files of the folder come from: a walk and a reader, handed in. */
export interface CheckSources {
  walk(folder: string): AsyncIterable<{ readonly path: string; readonly sizeBytes: number | bigint }>;
  /** An outcome for each path, in any order. */
  read(paths: readonly string[]): Promise<readonly ReadOutcome[]>;
  /** Whether a file is still what the catalog says of it. */
  look(file: Recorded): Promise<Sight>;
}

export interface CheckTotals {
  files: number;
  bytes: number;
  owned: number;
  ownedBytes: number;
  known: number;
  new: number;
  newBytes: number;
  empty: number;
  problems: number;
}

export interface CheckReport extends Report<CheckedFile> {
  readonly totals: CheckTotals;
}

/** Files read and looked up at once: enough for a reader pool of any size, and one query for all of them. */
const BATCH = 500;

export interface CheckRequest {
  readonly folder: string;
  /** The folder in the catalog's spelling, where it differs. */
  readonly cataloguedAs?: string;
  readonly sources: CheckSources;
}

/**
 * The import gate: which files of a folder are already owned, and where. The folder need not be catalogued; what is
 * catalogued in the folder itself does not make its files owned. Writes nothing anywhere.
 */
export async function readCheck(session: Session, request: CheckRequest): Promise<CheckReport> {
  const { folder, sources } = request;
  const itself = rangeBelow(request.cataloguedAs ?? folder);
  const libraries = await readLibraryNames(session);
  const totals: CheckTotals = {
    files: 0,
    bytes: 0,
    owned: 0,
    ownedBytes: 0,
    known: 0,
    new: 0,
    newBytes: 0,
    empty: 0,
    problems: 0,
  };
  const items = async function* (): AsyncGenerator<CheckedFile> {
    for await (const batch of batches(sources.walk(folder))) {
      for (const file of await checkBatch(batch, { session, sources, libraries, itself })) {
        count(file, totals);
        yield file;
      }
    }
  };
  return {
    head: { command: "check", version: 1, generatedAt: new Date().toISOString(), scope: { folder } },
    listName: "files",
    items: items(),
    tail: () => ({ totals }),
    totals,
  };
}

type Batch = Map<string, number>;

async function* batches(files: ReturnType<CheckSources["walk"]>): AsyncGenerator<Batch> {
  let batch: Batch = new Map();
  for await (const { path, sizeBytes } of files) {
    batch.set(path, Number(sizeBytes));
    if (batch.size < BATCH) continue;
    yield batch;
    batch = new Map();
  }
  if (batch.size > 0) yield batch;
}

interface CheckGround {
  readonly session: Session;
  readonly sources: CheckSources;
  readonly libraries: LibraryNames;
  readonly itself: PathRange;
}

async function checkBatch(
  batch: Batch,
  { session, sources, libraries, itself }: CheckGround,
): Promise<CheckedFile[]> {
  const outcomes = await sources.read([...batch.keys()]);
  const hashes = outcomes.flatMap((outcome) => (outcome.kind === "reading" ? [outcome.hash] : []));
  const places = await lookAtPlaces(await findContents(session, hashes, itself), { sources, libraries });
  const files = outcomes.map((outcome) => {
    const known = outcome.kind === "reading" ? (places.get(outcome.hash) ?? []) : [];
    const elsewhere = known.filter(({ filePath }) => filePath !== outcome.path);
    return checkedFile(outcome, { sizeBytes: batch.get(outcome.path) ?? 0, places: elsewhere, libraries });
  });
  return files.sort((a, b) => (a.filePath < b.filePath ? -1 : 1));
}

/** Looks at each copy once before anybody says that it is there. */
async function lookAtPlaces(
  found: ReadonlyMap<string, readonly ContentPlace[]>,
  { sources, libraries }: Pick<CheckGround, "sources" | "libraries">,
): Promise<Map<string, SeenPlace[]>> {
  const seenAs = async (place: ContentPlace): Promise<OwnedPlace["state"]> => {
    if (place.state !== "present") return place.state;
    if (libraries.isOffline(place)) return "offline";
    const sight = await sources.look(place);
    return sight === "sound" ? "present" : sight;
  };
  const places = new Map<string, SeenPlace[]>();
  for (const [hash, copies] of found) {
    const seen = await Promise.all(copies.map(async (place) => ({ ...place, seen: await seenAs(place) })));
    // Those that are there first: they answer the question.
    places.set(hash, [
      ...seen.filter((one) => one.seen === "present"),
      ...seen.filter((one) => one.seen !== "present"),
    ]);
  }
  return places;
}

function count(file: CheckedFile, totals: CheckTotals): void {
  totals.files++;
  totals.bytes += file.sizeBytes;
  totals[file.verdict === "problem" ? "problems" : file.verdict]++;
  if (file.verdict === "owned") totals.ownedBytes += file.sizeBytes;
  if (file.verdict === "new") totals.newBytes += file.sizeBytes;
}
