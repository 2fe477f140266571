import { diffEntries, countBack } from "../catalog/changes.ts";
import { withSession } from "../catalog/session.ts";
import { openStaging, stageEntries, stageUnreached } from "../catalog/staging.ts";
import { rangeBelow } from "../asset/path-rules.ts";
import type { Library } from "../catalog/libraries.ts";
import { checkHealth } from "../filesystem/health.ts";
import { lookAt } from "../filesystem/file-mark.ts";
import { walk, type Unreached } from "../filesystem/walk.ts";
import { nextVanished } from "../catalog/changes.ts";
import { READER_VERSION } from "../reader/reader-version.ts";
import { noCounts, type PassOptions, type PassResult, type ScanContext } from "./pass.ts";

/**
 * `scan --dry-run`: walks and compares, reads no file and writes nothing (only temporary tables). A move shows as one
 * file added and one missing, since only reading could tell.
 */
export async function previewPass(
  library: Library,
  options: PassOptions & { nested: readonly string[] },
  context: ScanContext,
): Promise<PassResult> {
  const started = performance.now();
  const counts = noCounts();
  const end = (status: PassResult["status"], reason: string | null): PassResult => ({
    path: library.path,
    status,
    reason,
    ...counts,
    elapsedMs: Math.round(performance.now() - started),
    unsettled: [],
  });
  const health = await checkHealth(library.path, library);
  if (health.kind === "offline") return end("offline", health.reason);
  return withSession(context.address, async (session) => {
    const scopes = options.scopes ?? [{ folder: library.path, deep: true }];
    await openStaging(
      session,
      scopes.map(({ folder, deep }) => ({ ...rangeBelow(folder), deep })),
    );
    const unreached: Unreached[] = [];
    const skip = [...options.nested, ...health.offlineMounts];
    const batches = walk(
      { root: library.path, scopes, rules: options.rules, skip },
      { signal: context.signal },
    );
    await stageEntries(
      session,
      (async function* entries() {
        for await (const batch of batches) {
          unreached.push(...batch.unreached);
          yield batch.entries;
        }
      })(),
    );
    const hidden = [...unreached.map(({ path }) => path), ...health.offlineMounts];
    await stageUnreached(
      session,
      hidden.map((path) => ({ path, ...rangeBelow(path) })),
    );
    const { verify, reparse } = options;
    const diff = await diffEntries(session, {
      libraryId: library.id,
      readerVersion: READER_VERSION,
      verify,
      reparse,
    });
    Object.assign(counts, {
      seen: diff.seen,
      unchanged: diff.unchanged,
      added: diff.added,
      changed: diff.changed,
    });
    counts.returned = await countBack(session);
    counts.problems = unreached.length;
    for (let after = 0n; ;) {
      const page = await nextVanished(session, after, 1_000);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.n;
      counts.missing += page.filter(({ path }) => lookAt(path).kind !== "file").length;
    }
    return end(counts.problems > 0 ? "complete-with-problems" : "complete", null);
  });
}
