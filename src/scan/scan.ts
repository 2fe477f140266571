import { shellWord } from "../domain/shell-word.ts";
import { endProblems } from "../catalog/problems.ts";
import { recordWholePass, setLibraryState } from "../catalog/libraries.ts";
import { postponeArrivals, postponeReplaced } from "../catalog/staging.ts";
import { resolve, type Resolution } from "../catalog/resolve.ts";
import { diffChanges } from "./diff-changes.ts";
import { believeLibrary } from "./believe-library.ts";
import { lookAtVanished } from "./look-at-vanished.ts";
import { lookOutside } from "./look-outside.ts";
import { leaveToOthers } from "./leave-to-others.ts";
import type { Pass, UnsettledFolder } from "./pass.ts";
import { readChanges } from "./read-changes.ts";
import { foldersOf, NS_PER_MS, stageWalk } from "./stage-walk.ts";

export interface Outcome {
  readonly resolution: Resolution;
  readonly unsettled: readonly UnsettledFolder[];
}

/**
 * One pass over a claimed library, its stages in order. Whatever it learns about files goes through the staging tables
 * of its session; nothing is called missing before the very end, and only if the library could be believed throughout.
 *
 * Throws LibraryOfflineError, the signal's reason, or a CatalogError; what was stored until then stays and is used by
 * the next pass.
 */
export async function scan(pass: Pass): Promise<Outcome> {
  const before = await believeLibrary(pass);
  const walked = await stageWalk(pass, before);
  await believeLibrary(pass, before);
  await leaveToOthers(pass);
  await diffChanges(pass);
  await readChanges(pass);
  const written = await lookOutside(pass);
  await lookAtVanished(pass);
  await believeLibrary(pass, before);
  const postponed = foldersOf(await postponeArrivals(pass.session));
  await deferReplaced(pass);
  const unsettled = together([...walked.unsettled, ...written], postponed);
  return { resolution: await settle(pass), unsettled };
}

/** Events are told up to 50 ms late, and timers a little more: folders that changed together are due so far apart. */
export const APART_MS = 100;

/** What may have moved to a folder that waits is not called overwritten before that folder was looked at. */
async function deferReplaced({ session, options, context: { events } }: Pass): Promise<void> {
  const elsewhere = events.mayBeElsewhere?.() ?? "nothing";
  if (elsewhere === "nothing") return;
  const latestNs = BigInt(Date.now() - options.settleMs - APART_MS) * NS_PER_MS;
  const folders = foldersOf(await postponeReplaced(session, elsewhere === "latest" ? latestNs : 0n));
  if (folders.length > 0) events.onDeferred?.(folders);
}

/** What was postponed can only be judged in one pass with the files that were being written: they are due at one time. */
function together(unsettled: readonly UnsettledFolder[], postponed: readonly string[]): UnsettledFolder[] {
  if (postponed.length === 0) return [...unsettled];
  const changedAtMs = unsettled.reduce((latest, one) => Math.max(latest, one.changedAtMs), 0);
  const folders = new Set([...unsettled.map(({ folder }) => folder), ...postponed]);
  return [...folders].map((folder) => ({ folder, changedAtMs }));
}

/** Identity, then the sweep, then what the library's own row says. */
async function settle(pass: Pass): Promise<Resolution> {
  const { session, claim, library, counts, options, context } = pass;
  context.events.onProgress?.({ stage: "resolve" });
  const resolution = await resolve(session, {
    claim,
    libraryId: library.id,
    acceptMissing: options.acceptMissing,
  });
  for (const key of ["added", "changed", "moved", "returned", "missing", "unchanged"] as const)
    counts[key] += resolution[key];
  counts.problems = await endProblems(session, library.id, claim);
  const held = resolution.held === null ? null : heldReason(library.path, resolution.held);
  // A pass over some folders says nothing of a hold over the whole.
  if (held !== null || options.scopes === null || library.state !== "held") {
    await setLibraryState(session, library.id, held === null ? "online" : "held", held);
  }
  if (options.scopes === null) await recordWholePass(session, library.id, { verified: options.verify });
  return resolution;
}

export function heldReason(path: string, { vanishing, of }: { vanishing: number; of: number }): string {
  return `${vanishing} of ${of} files are gone at once; nothing was marked missing. If they are really gone: musaic-catalog scan ${shellWord(path)} --accept-missing`;
}
