import pLimit from "p-limit";
import type { FileProblem, Reading, ReadOutcome } from "../asset/reading.ts";
import { nextChanges, readTotals, type Change } from "../catalog/changes.ts";
import { recordProblems } from "../catalog/problems.ts";
import { storeReadings, type Damaged, type Refused } from "../catalog/store-readings.ts";
import { READER_VERSION } from "../reader/reader-version.ts";
import { leaveToOthers } from "./leave-to-others.ts";
import type { Pass } from "./pass.ts";

/** A message between threads costs nothing beside 64 files; more would make Ctrl-C wait. */
const BATCH_FILES = 64;
/** A batch of long files is cut here: at 100 MB/s it takes a third of a second. */
const BATCH_BYTES = 32n << 20n;
/** One COPY and one statement for so many rows; measured at 250 to 4,000. */
const STORE_ROWS = 1_000;
/** Changes fetched at a time. */
const PAGE = 4_000;

/**
 * Reads every new and changed file and stores what came of it, batch by batch: while one batch is stored, others are
 * read. Aborted, it stores what has been read and throws the signal's reason.
 */
export async function readChanges(pass: Pass): Promise<void> {
  const meter = await openMeter(pass);
  const limit = pLimit(pass.options.readers + 1);
  const finished: ReadOutcome[] = [];
  let failure: { error: unknown } | null = null;
  const inFlight = new Set<Promise<void>>();
  const start = (batch: readonly Change[]): void => {
    const reading = limit(() => (pass.context.signal.aborted ? [] : readBatch(pass, batch, meter))).then(
      (outcomes) => void finished.push(...outcomes),
      (error: unknown) => void (failure ??= { error }),
    );
    inFlight.add(reading);
    void reading.then(() => inFlight.delete(reading));
  };
  for await (const batch of batchesOf(pass)) {
    if (pass.context.signal.aborted || failure !== null) break;
    start(batch);
    // One batch more than there are readers waits its turn, so that no reader ever does.
    while (inFlight.size > pass.options.readers + 1) await Promise.race(inFlight);
    const isWanted = pass.context.events.othersWait?.() === true;
    // What others look at must not be on its way to be stored.
    if (isWanted) await Promise.all(inFlight);
    if (isWanted || finished.length >= STORE_ROWS) await store(pass, finished.splice(0));
    if (isWanted) await leaveToOthers(pass);
  }
  await Promise.all(inFlight);
  await store(pass, finished);
  if (failure !== null) throw (failure as { error: unknown }).error;
  pass.context.signal.throwIfAborted();
}

async function* batchesOf(pass: Pass): AsyncGenerator<Change[]> {
  let batch: Change[] = [];
  let bytes = 0n;
  for (let after = 0n; ;) {
    const page = await nextChanges(pass.session, after, PAGE);
    if (page.length === 0) break;
    const left = pass.left.length;
    for (const change of page) {
      // Others went first: what is left to read of this page is asked anew.
      if (left !== pass.left.length) break;
      after = change.n;
      batch.push(change);
      bytes += change.mark.sizeBytes;
      if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0n;
    }
  }
  if (batch.length > 0) yield batch;
}

interface Meter {
  add(files: number, bytes: number): void;
}

async function openMeter(pass: Pass): Promise<Meter> {
  const { files: totalFiles, bytes: totalBytes } = await readTotals(pass.session);
  let files = 0;
  let bytes = 0;
  const tell = (): void =>
    pass.context.events.onProgress?.({ stage: "read", files, totalFiles, bytes, totalBytes });
  if (totalFiles > 0) tell();
  return {
    add: (moreFiles, moreBytes) => {
      files += moreFiles;
      bytes += moreBytes;
      tell();
    },
  };
}

/** The first Ctrl-C does not reach the readers: the batch in hand is finished. */
async function readBatch(
  pass: Pass,
  batch: readonly Change[],
  meter: Meter,
): Promise<readonly ReadOutcome[]> {
  const outcomes = await pass.context.pool.read(
    batch.map(({ path }) => path),
    { onBytes: (bytes) => meter.add(0, bytes) },
  );
  meter.add(batch.length, 0);
  return outcomes;
}

/** Stores readings and problems, and counts them. */
export async function store(pass: Pass, outcomes: readonly ReadOutcome[]): Promise<void> {
  const { session, claim, library, options, counts } = pass;
  const readings = outcomes.filter((one): one is Reading => one.kind === "reading");
  const problems = outcomes.filter((one): one is FileProblem => one.kind === "problem");
  counts.filesRead += outcomes.length;
  for (const { mark } of readings) counts.bytesRead += Number(mark.sizeBytes);
  const stored = await storeReadings(session, readings, {
    claim,
    libraryId: library.id,
    verify: options.verify,
  });
  counts.added += stored.counts.added;
  counts.returned += stored.counts.returned;
  counts.unchanged += stored.counts.unchanged;
  const all = [...problems, ...stored.damaged.map(damagedProblem), ...stored.refused.map(refusedProblem)];
  await recordProblems(session, all, { libraryId: library.id, readerVersion: READER_VERSION });
}

function damagedProblem({
  path,
  copy,
  expected,
  size_bytes: sizeBytes,
  mtime_ns: mtimeNs,
}: Damaged): FileProblem {
  const where = copy === null ? "the catalog knows no healthy copy" : `a healthy copy is ${copy}`;
  const message = `its bytes are no longer those of ${expected.slice(0, 12)}… though size and time are the same; ${where}`;
  const mark = { sizeBytes, mtimeNs, ctimeNs: 0n, device: 0n, inode: 0n, birthNs: 0n };
  return { kind: "problem", path, code: "content-damaged", message, mark };
}

function refusedProblem({ reading, message }: Refused): FileProblem {
  return { kind: "problem", path: reading.path, code: "not-storable", message, mark: reading.mark };
}
