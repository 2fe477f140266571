import { rangeBelow } from "../domain/path-rules.ts";
import type { PassCounts } from "../domain/pass-status.ts";
import { addPassedBy, nothingPassedBy, type PassedBy } from "../domain/passed-by.ts";
import { countBack, countChanges, diffEntries, nextVanished } from "../catalog/changes.ts";
import { countPresent, type Library } from "../catalog/libraries.ts";
import { isTooMany } from "../catalog/decide.ts";
import { withSession, type Session } from "../catalog/session.ts";
import { openStaging, stageEntries, stageUnreached } from "../catalog/staging.ts";
import { lookAtAll } from "../filesystem/file-mark.ts";
import { checkHealth } from "../filesystem/health.ts";
import { type Unreached, type WalkBatch, type WalkRequest } from "../filesystem/walk.ts";
import { walk } from "../filesystem/walker.ts";
import { READER_VERSION } from "../reader/reader-version.ts";
import { noCounts, type PassOptions, type PassResult, type ScanContext } from "./pass.ts";
import { isInPool } from "../filesystem/file-system-type.ts";
import { heldReason } from "./decide/decide.ts";

type PreviewOptions = PassOptions & { nested: readonly string[] };

/**
 * `scan --dry-run`: walks and compares, reads no file and writes nothing (only temporary tables). A move shows as one
 * file added and one missing, since only reading could tell; `held` is foretold where nothing was added that could be
 * such a move.
 */
export async function previewPass(
  library: Library,
  options: PreviewOptions,
  context: ScanContext,
): Promise<PassResult> {
  const started = performance.now();
  const passedBy = nothingPassedBy();
  const end = (status: PassResult["status"], reason: string | null, counts = noCounts()): PassResult => ({
    path: library.path,
    folders: options.scopes?.map(({ folder }) => folder) ?? null,
    status,
    reason,
    ...counts,
    elapsedMs: Math.round(performance.now() - started),
    passedBy,
    offline: [],
    unsettled: [],
  });
  const known = options.acceptMissing ? { isMountPoint: false, mounts: [] } : library;
  const health = await checkHealth(library.path, known);
  if (health.kind === "offline") return end("offline", health.reason);
  return withSession(context.address, async (session) => {
    const scopes = options.scopes ?? [{ folder: library.path, deep: true }];
    const skip = [...options.nested, ...health.offlineMounts];
    const request = { root: library.path, scopes, rules: options.rules, skip };
    const unreached = await stagePreview(session, request, {
      context,
      hidden: health.offlineMounts,
      passedBy,
    });
    const counts = { ...(await countPreview(session, library)), problems: unreached.length };
    const of = counts.missing === 0 ? 0 : await countPresent(session, library.id);
    const isPool = await isInPool(library.path);
    const isHeld = counts.added === 0 && !options.acceptMissing && isTooMany(counts.missing, of, { isPool });
    if (isHeld) return end("held", heldReason(library.path, { vanishing: counts.missing, of }), counts);
    return end(counts.problems > 0 ? "complete-with-problems" : "complete", null, counts);
  });
}

/** Walks into the staging tables; what could not be seen comes back. */
async function stagePreview(
  session: Session,
  request: WalkRequest,
  { context, hidden, passedBy }: { context: ScanContext; hidden: readonly string[]; passedBy: PassedBy },
): Promise<Unreached[]> {
  const unreached: Unreached[] = [];
  await openStaging(
    session,
    request.scopes.map(({ folder, deep }) => ({ ...rangeBelow(folder), deep })),
  );
  const batches = walk(request, { signal: context.signal });
  await stageEntries(session, entriesOf(batches, { unreached, passedBy }));
  const outOfReach = [...unreached.map(({ path }) => path), ...hidden];
  await stageUnreached(
    session,
    outOfReach.map((path) => ({ path, ...rangeBelow(path) })),
  );
  return unreached;
}

async function* entriesOf(
  batches: AsyncIterable<WalkBatch>,
  { unreached, passedBy }: { unreached: Unreached[]; passedBy: PassedBy },
): AsyncGenerator<WalkBatch["entries"]> {
  for await (const batch of batches) {
    unreached.push(...batch.unreached);
    addPassedBy(passedBy, batch.passedBy);
    yield batch.entries;
  }
}

/** `--verify` and `--reparse` would read, and change nothing that a preview could know. */
async function countPreview(session: Session, library: Library): Promise<PassCounts> {
  await diffEntries(session, {
    libraryId: library.id,
    readerVersion: READER_VERSION,
    verify: false,
    reparse: false,
  });
  const { seen, unchanged, added, changed } = await countChanges(session);
  const returned = await countBack(session);
  return { ...noCounts(), seen, unchanged, added, changed, returned, missing: await countGone(session) };
}

async function countGone(session: Session): Promise<number> {
  let gone = 0;
  for (let after = 0n; ;) {
    const page = await nextVanished(session, after, 1_000);
    const last = page.at(-1);
    if (last === undefined) return gone;
    after = last.n;
    const states = await lookAtAll(page.map(({ path }) => path));
    // What can't be looked at is not gone.
    gone += states.filter(({ kind }) => kind !== "file" && kind !== "unknown").length;
  }
}
