import pLimit, { type LimitFunction } from "p-limit";
import type { FileProblem, Reading, ReadOutcome } from "../../domain/reading.ts";
import { nextChanges, readTotals, type Change } from "../../catalog/changes.ts";
import { recordProblems } from "../../catalog/problems.ts";
import { storeReadings, type Damaged, type Refused } from "../../catalog/store-readings.ts";
import { READER_VERSION } from "../../reader/reader-version.ts";
import type { Pass } from "../pass.ts";

/** A message between processes costs little beside 128 files (64 took 10 % longer, 256 as long); more would make Ctrl-C wait. */
const BATCH_FILES = 128;
/** A batch of long files is cut here: at 100 MB/s it takes two thirds of a second. */
const BATCH_BYTES = 64n << 20n;
/** One COPY and one statement for so many rows; measured at 250 to 4,000. */
const STORE_ROWS = 1_000;
/** Batches that wait their turn, so that no reader ever does: with one, readers stood still while ours was asked for more. */
const WAITING_BATCHES = 2;
/** Changes fetched at a time. */
const PAGE = 4_000;

/** What is under way: batches that are read, and outcomes that wait to be stored. */
interface Flow {
  readonly reading: Set<Promise<void>>;
  readonly finished: ReadOutcome[];
  /** The session has one user at a time: a page is fetched, or a batch stored. */
  readonly session: LimitFunction;
  failure: { readonly error: unknown } | null;
}

/**
 * Reads every new and changed file and stores what came of it, batch by batch: while one batch is stored, others are
 * read. A slice ends when its time is over, with all stored that was begun. Aborted, it stores what has been read and throws
 * the signal's reason.
 */
export async function* readChanges(pass: Pass): AsyncGenerator<undefined, void> {
  const meter = await openMeter(pass);
  const { signal } = pass.context;
  const { readers, sliceMs = Infinity } = pass.options;
  const flow: Flow = { reading: new Set(), finished: [], session: pLimit(1), failure: null };
  let sliceEnd = performance.now() + sliceMs;
  for await (const batch of batchesOf(pass, flow)) {
    if (signal.aborted || flow.failure !== null) break;
    startReading(pass, { flow, batch, meter });
    while (flow.reading.size >= readers + WAITING_BATCHES) await Promise.race(flow.reading);
    if (flow.finished.length >= STORE_ROWS) await startStoring(pass, flow);
    if (performance.now() < sliceEnd) continue;
    await finish(pass, flow);
    yield;
    sliceEnd = performance.now() + sliceMs;
  }
  await finish(pass, flow);
  if (flow.failure !== null) throw flow.failure.error;
  signal.throwIfAborted();
}

function startReading(
  pass: Pass,
  { flow, batch, meter }: { flow: Flow; batch: readonly Change[]; meter: Meter },
): void {
  const { signal } = pass.context;
  const reading = (signal.aborted ? Promise.resolve([]) : readBatch(pass, batch, meter)).then(
    (outcomes) => void flow.finished.push(...outcomes),
    (error: unknown) => void (flow.failure ??= { error }),
  );
  flow.reading.add(reading);
  void reading.then(() => flow.reading.delete(reading));
}

/** Comes back once the store before this one is done: what was read meanwhile is all that ever waits. */
async function startStoring(pass: Pass, flow: Flow): Promise<void> {
  await flow.session(() => undefined);
  if (flow.failure !== null) return;
  const outcomes = flow.finished.splice(0);
  flow.session(() => store(pass, outcomes)).catch((error: unknown) => void (flow.failure ??= { error }));
}

/** All that was begun is read and stored. */
async function finish(pass: Pass, flow: Flow): Promise<void> {
  await Promise.all(flow.reading);
  await startStoring(pass, flow);
  await flow.session(() => undefined);
}

async function* batchesOf(pass: Pass, flow: Flow): AsyncGenerator<Change[]> {
  let batch: Change[] = [];
  let bytes = 0n;
  for (let after = 0n; ;) {
    const page = await flow.session(() => nextChanges(pass.session, after, PAGE));
    if (page.length === 0 || flow.failure !== null) break;
    for (const change of page) {
      after = change.n;
      batch.push(change);
      bytes += change.sizeBytes;
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
  const { session, record, library, options, counts } = pass;
  const readings = outcomes.filter((one): one is Reading => one.kind === "reading");
  const problems = outcomes.filter((one): one is FileProblem => one.kind === "problem");
  counts.filesRead += outcomes.length;
  for (const { mark } of readings) counts.bytesRead += Number(mark.sizeBytes);
  const stored = await storeReadings(session, readings, {
    record,
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
