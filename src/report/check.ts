import type { ReadOutcome } from "../asset/reading.ts";
import { findContents, type ContentPlace } from "../catalog/content-places.ts";
import type { Session } from "../catalog/session.ts";
import type { Report } from "./json-output.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";

/** Where the files of the folder come from: a walk and a reader, handed in. */
export interface CheckSources {
  walk(folder: string): AsyncIterable<{ readonly path: string; readonly sizeBytes: number | bigint }>;
  /** An outcome for each path, in any order. */
  read(paths: readonly string[]): Promise<readonly ReadOutcome[]>;
}

export interface OwnedPlace {
  readonly assetId: string;
  readonly filePath: string;
  readonly library: string | null;
  readonly state: ContentPlace["state"] | "offline";
  readonly clips: number;
}

/**
 * `owned`: a present asset at another path has this content. `known`: only missing or unfollowed ones had it. `new`: no
 * asset ever had it. `empty`: a file of no bytes. `problem`: it could not be read.
 */
export type CheckVerdict = "owned" | "known" | "new" | "empty" | "problem";

export interface CheckedFile {
  readonly filePath: string;
  readonly sizeBytes: number;
  readonly verdict: CheckVerdict;
  readonly fileHash: string | null;
  /** At most ten. */
  readonly places: readonly OwnedPlace[];
  readonly problem: { readonly code: string; readonly message: string } | null;
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

/**
 * The import gate: which files of a folder are already owned, and where. The folder need not be catalogued; what is
 * catalogued at the very path of a file does not make it owned. Writes nothing anywhere.
 */
export async function readCheck(
  session: Session,
  request: { folder: string; sources: CheckSources },
): Promise<CheckReport> {
  const { folder, sources } = request;
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
      for (const file of await checkBatch(batch, { session, sources, libraries })) {
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

async function checkBatch(
  batch: Batch,
  { session, sources, libraries }: { session: Session; sources: CheckSources; libraries: LibraryNames },
): Promise<CheckedFile[]> {
  const outcomes = await sources.read([...batch.keys()]);
  const hashes = outcomes.flatMap((outcome) => (outcome.kind === "reading" ? [outcome.hash] : []));
  const places = await findContents(session, hashes);
  const files = outcomes.map((outcome) => {
    const known = outcome.kind === "reading" ? (places.get(outcome.hash) ?? []) : [];
    const elsewhere = known.filter(({ filePath }) => filePath !== outcome.path);
    return toChecked(outcome, { sizeBytes: batch.get(outcome.path) ?? 0, places: elsewhere, libraries });
  });
  return files.sort((a, b) => (a.filePath < b.filePath ? -1 : 1));
}

function toChecked(
  outcome: ReadOutcome,
  found: { sizeBytes: number; places: readonly ContentPlace[]; libraries: LibraryNames },
): CheckedFile {
  const { path } = outcome;
  if (outcome.kind === "problem") {
    const { code, message } = outcome;
    const problem = { code, message };
    return {
      filePath: path,
      sizeBytes: found.sizeBytes,
      verdict: "problem",
      fileHash: null,
      places: [],
      problem,
    };
  }
  const places = found.places.map((place) => ({
    assetId: place.assetId,
    filePath: place.filePath,
    library: found.libraries.pathOf(place.libraryId),
    state: place.state === "present" && found.libraries.isOffline(place) ? ("offline" as const) : place.state,
    clips: place.clips,
  }));
  const sizeBytes = Number(outcome.mark.sizeBytes);
  const verdict = verdictOf(sizeBytes, found.places);
  return { filePath: path, sizeBytes, verdict, fileHash: outcome.hash, places, problem: null };
}

function verdictOf(sizeBytes: number, places: readonly ContentPlace[]): CheckVerdict {
  if (sizeBytes === 0) return "empty";
  if (places.some(({ state }) => state === "present")) return "owned";
  return places.length > 0 ? "known" : "new";
}

function count(file: CheckedFile, totals: CheckTotals): void {
  totals.files++;
  totals.bytes += file.sizeBytes;
  totals[file.verdict === "problem" ? "problems" : file.verdict]++;
  if (file.verdict === "owned") totals.ownedBytes += file.sizeBytes;
  if (file.verdict === "new") totals.newBytes += file.sizeBytes;
}
