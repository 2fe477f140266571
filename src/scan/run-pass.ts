import { setTimeout as sleep } from "node:timers/promises";
import { CatalogError } from "../domain/catalog-error.ts";
import type { PassStatus } from "../domain/pass-status.ts";
import { claimPass, endClaim, renewClaim, type Claim } from "../catalog/claims.ts";
import { isConnectionLoss } from "../catalog/database-error.ts";
import { setLibraryState, type Library } from "../catalog/libraries.ts";
import { withSession, type Session } from "../catalog/session.ts";
import { LibraryOfflineError } from "./believe-library.ts";
import { noCounts, type Pass, type PassOptions, type PassResult, type ScanContext } from "./pass.ts";
import { heldReason, scan } from "./scan.ts";

/** A lease lasts 15 s: a beat every 4 s survives three that come late. */
const HEARTBEAT_MS = 4_000;
/** How often a library that another process has is asked for. */
const RETRY_MS = 500;

/** Claims a library, passes over it, and says how that ended. Throws only what stops the whole command. */
export async function runPass(
  library: Library,
  options: PassOptions & { nested: readonly string[] },
  context: ScanContext,
): Promise<PassResult> {
  const started = performance.now();
  const counts = noCounts();
  const end = (
    status: PassStatus,
    reason: string | null = null,
    unsettled: PassResult["unsettled"] = [],
  ): PassResult => ({
    path: library.path,
    folders: options.scopes?.map(({ folder }) => folder) ?? null,
    status,
    reason,
    ...counts,
    elapsedMs: Math.round(performance.now() - started),
    unsettled,
  });
  const use = async (session: Session): Promise<PassResult> => {
    const claim = await waitForClaim(session, library, { options, context });
    if (claim === "busy") return end("busy", "another process has this library");
    if (claim === "interrupted") return end("interrupted");
    const scopes = options.scopes ?? [{ folder: library.path, deep: true }];
    const result = await withHeartbeat({ session, claim, context }, async (signal) => {
      const pass: Pass = {
        context: { ...context, signal },
        options,
        session,
        claim,
        library,
        scopes,
        counts,
        nested: options.nested,
        left: [],
      };
      return finish(pass, end);
    });
    await endClaim(session, claim, { status: result.status, counts });
    return result;
  };
  return context.sessions?.lend(context.address, use) ?? withSession(context.address, use);
}

type End = (status: PassStatus, reason?: string | null, unsettled?: PassResult["unsettled"]) => PassResult;

async function finish(pass: Pass, end: End): Promise<PassResult> {
  const { session, library, claim, counts } = pass;
  try {
    const { resolution, unsettled } = await scan(pass);
    if (resolution.held !== null) return end("held", heldReason(library.path, resolution.held), unsettled);
    return end(counts.problems > 0 ? "complete-with-problems" : "complete", null, unsettled);
  } catch (error) {
    if (error instanceof LibraryOfflineError) {
      await setLibraryState(session, library.id, "offline", error.message);
      return end("offline", error.message);
    }
    if (pass.context.signal.aborted && isAbort(error)) return end("interrupted");
    await endClaim(session, claim, { status: "failed", counts }).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** True for the error that an aborted signal makes of whatever it interrupted. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

async function waitForClaim(
  session: Session,
  library: Library,
  { options, context }: { options: PassOptions; context: ScanContext },
): Promise<Claim | "busy" | "interrupted"> {
  const folders = options.scopes === null ? null : options.scopes.map(({ folder }) => folder);
  for (let told = false; ; told = true) {
    const request = {
      libraryId: library.id,
      folders,
      command: options.command,
      process: context.process,
      within: options.within,
    };
    const answer = await claimPass(session, request);
    if ("claim" in answer) return answer.claim;
    if (!options.wait) return "busy";
    if (!told) context.events.onWaiting?.(answer.holder);
    try {
      await sleep(RETRY_MS, undefined, { signal: context.signal });
    } catch {
      return "interrupted";
    }
  }
}

/**
 * Renews the claim on a connection of its own, so that a long statement does not make the pass look dead. What breaks
 * one connection to the server ends the other too: each would need 30 s of its own to see that the server hangs.
 */
async function withHeartbeat<T>(
  pass: { session: Session; claim: Claim; context: ScanContext },
  use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { session, claim, context } = pass;
  const stopped = new AbortController();
  const done = new AbortController();
  let failure: unknown;
  const pause = (): Promise<void> =>
    sleep(HEARTBEAT_MS, undefined, { signal: done.signal }).catch(() => undefined);
  const beat = async (own: Session): Promise<void> => {
    session.lost.addEventListener("abort", () => own.abandon("the pass has lost its connection"));
    while (!done.signal.aborted) {
      await renewClaim(own, claim);
      await pause();
    }
  };
  // Most passes are over before the first beat: a saved file does not wait for a connection that nobody needs.
  let isConnecting = false;
  const keepBeating = async (): Promise<void> => {
    await pause();
    if (done.signal.aborted) return;
    isConnecting = true;
    try {
      await withSession(context.address, (own) => {
        isConnecting = false;
        return beat(own);
      });
    } catch (error) {
      // Whether a server that takes no connections is still there for the pass is for the pass's own connection to say.
      if (!(error instanceof CatalogError) || error.code !== "database-unreachable") throw error;
      await keepBeating();
    }
  };
  const beating = keepBeating().catch((error: unknown) => {
    if (done.signal.aborted || session.lost.aborted) return;
    failure = error;
    stopped.abort();
    if (isConnectionLoss(error)) session.abandon("its heartbeat has lost its connection");
  });
  try {
    const result = await use(AbortSignal.any([context.signal, stopped.signal]));
    // Aborted by the heartbeat it ends as if it had been interrupted.
    if (failure !== undefined && !context.signal.aborted) throw failure;
    return result;
  } catch (error) {
    throw failure ?? error;
  } finally {
    done.abort();
    if (!isConnecting) await beating;
  }
}
