import { decideIdentity, type Decision } from "../../catalog/decide.ts";
import { forgetVanishedProjects } from "../../catalog/project-files.ts";
import { recordWholePass, setLibraryState } from "../../catalog/libraries.ts";
import { countFaults, endProblems } from "../../catalog/problems.ts";
import { postponeArrivals, postponeReplaced } from "../../catalog/staging.ts";
import { shellWord } from "../../domain/shell-word.ts";
import { isInPool } from "../../filesystem/file-system-type.ts";
import type { Pass, UnsettledFolder } from "../pass.ts";
import { believeLibrary } from "../read/believe-library.ts";
import type { ReadHalf } from "../read/read-slices.ts";
import { foldersOf, NS_PER_MS } from "../read/stage-walk.ts";
import { leaveToOthers } from "./leave-to-others.ts";
import { lookAtVanished } from "./look-at-vanished.ts";
import { lookOutside } from "./look-outside.ts";

export interface Outcome {
  readonly decision: Decision;
  readonly isWorthRetrying: boolean;
  readonly unsettled: readonly UnsettledFolder[];
}

/**
 * The deciding half of a pass, its stages in order. Its pass has claimed the library. Nothing is called missing before the very
 * end, and only if the library could be believed throughout.
 *
 * Throws LibraryOfflineError, the signal's reason, or a CatalogError; nothing was decided then.
 */
export async function decide(pass: Pass, { health, unsettled, projects }: ReadHalf): Promise<Outcome> {
  pass.context.events.onProgress?.({ stage: "decide" });
  const changing = await leaveToOthers(pass);
  const written = await lookOutside(pass);
  await lookAtVanished(pass);
  await believeLibrary(pass, health);
  const postponed = foldersOf(await postponeArrivals(pass.session));
  await deferReplaced(pass);
  const decision = await decideIdentity(pass.session, {
    record: pass.record,
    libraryId: pass.library.id,
    acceptMissing: pass.options.acceptMissing,
    isPool: await isInPool(pass.library.path),
  });
  const isWorthRetrying = await recordDecision(pass, decision);
  if (decision.held === null) await forgetVanishedProjects(pass.session, projects);
  return {
    isWorthRetrying,
    decision,
    unsettled: together([...unsettled, ...changing, ...written], postponed),
  };
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

/** What the pass counts, and what the library's own row says. Returns whether another look may end some of its problems. */
async function recordDecision(pass: Pass, decision: Decision): Promise<boolean> {
  const { session, record, library, counts, options } = pass;
  for (const key of ["added", "changed", "moved", "returned", "missing", "unchanged"] as const)
    counts[key] += decision[key];
  const problems = await endProblems(session, library.id, record);
  counts.problems = problems.left;
  Object.assign(counts, await countFaults(session, library.id));
  const held = decision.held === null ? null : heldReason(library.path, decision.held);
  // A pass over some folders says nothing of a hold over the whole.
  if (held !== null || options.scopes === null || library.state !== "held") {
    await setLibraryState(session, library.id, held === null ? "online" : "held", held);
  }
  if (options.scopes === null) await recordWholePass(session, library.id, { verified: options.verify });
  return problems.retried > 0;
}

export function heldReason(path: string, { vanishing, of }: { vanishing: number; of: number }): string {
  return `${vanishing} of ${of} files are gone at once; nothing was marked missing. If they are really gone: musaic-catalog scan ${shellWord(path)} --accept-missing`;
}
