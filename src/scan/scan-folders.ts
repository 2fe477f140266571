import { basename } from "node:path";
import type { PassCounts, PassStatus } from "../domain/pass-status.ts";
import { addPassedBy, nothingPassedBy, type PassedBy } from "../domain/passed-by.ts";
import { migrate } from "../catalog/schema.ts";
import { followConfig } from "../catalog/libraries.ts";
import type { Session } from "../catalog/session.ts";
import { asListed } from "../filesystem/listed-path.ts";
import { planPasses, type PlannedPass } from "./plan/plan-passes.ts";
import { noCounts, type PassOptions, type PassResult, type ScanContext, type SessionLender } from "./pass.ts";
import { PassSessions, withLentSession } from "./pass-sessions.ts";
import { previewPass } from "./preview-pass.ts";
import { runPass, type OpenPassOptions } from "./run-pass.ts";
import type { Library } from "../catalog/libraries.ts";

export interface ScanRequest extends Omit<PassOptions, "scopes"> {
  /** Absolute, normalised; at least one. */
  readonly folders: readonly string[];
  readonly dryRun: boolean;
  /** The folders are those that the config names: a library that it no longer names is unfollowed. */
  readonly fromConfig: boolean;
  /** A library of another machine becomes this machine's own. */
  readonly adopt: boolean;
  /** The library's folder as the catalog knows it, if its drive is mounted elsewhere now. */
  readonly movedFrom: string | null;
}

export interface ScanResult extends PassCounts {
  readonly status: PassStatus;
  readonly elapsedMs: number;
  readonly passedBy: PassedBy;
  readonly libraries: readonly PassResult[];
}

/** Scans folders: finds or makes their libraries, then one pass each. The result counts them all together. */
export async function scanFolders(request: ScanRequest, context: ScanContext): Promise<ScanResult> {
  if (context.sessions !== undefined) return planAndPass(request, { ...context, sessions: context.sessions });
  const sessions = new PassSessions();
  try {
    return await planAndPass(request, { ...context, sessions });
  } finally {
    await sessions.close();
  }
}

/** The plan and its passes go over one connection, one after the other. */
async function planAndPass(
  request: ScanRequest,
  context: ScanContext & { readonly sessions: SessionLender },
): Promise<ScanResult> {
  const started = performance.now();
  const plan = await withLentSession(context.sessions, context.address, async (session) => {
    await migrate(session);
    const passes = await planPasses(session, request, context);
    if (request.fromConfig && !request.dryRun) await unfollowRemoved(session, request, context);
    return passes;
  });
  const libraries: PassResult[] = [];
  for (const pass of plan) {
    libraries.push(await runPlanned(pass, { request, context }));
    if (context.signal.aborted) break;
  }
  const status = context.signal.aborted ? "interrupted" : worst(libraries.map((library) => library.status));
  const elapsedMs = Math.round(performance.now() - started);
  return { status, ...sum(libraries), elapsedMs, passedBy: allPassedBy(libraries), libraries };
}

async function unfollowRemoved(session: Session, request: ScanRequest, context: ScanContext): Promise<void> {
  const listed = await Promise.all(request.folders.map((folder) => asListed(folder)));
  const named = [...request.folders, ...listed];
  for (const { path, files } of await followConfig(session, context.process.machineId, named)) {
    context.events.onNote?.(
      `${path} is no longer in the config: its ${files} files are unfollowed, and kept`,
    );
  }
}

async function runPlanned(
  { library, scopes, nested, offline }: PlannedPass,
  { request, context }: { request: ScanRequest; context: ScanContext },
): Promise<PassResult> {
  if (offline !== null) {
    return {
      path: library.path,
      folders: null,
      status: "offline",
      reason: offline,
      ...noCounts(),
      elapsedMs: 0,
      passedBy: nothingPassedBy(),
      offline: [],
      unsettled: [],
    };
  }
  const options = { ...request, scopes, nested };
  if (request.dryRun) return previewPass(library, options, context);
  return sayOffline(await passAndPassAgain(library, options, context));
}

/** What was in sight is done; a drive that was not is said in the status, and so in the exit code. */
function sayOffline(result: PassResult): PassResult {
  const isDone = result.status === "complete" || result.status === "complete-with-problems";
  if (!isDone || result.offline.length === 0) return result;
  const parts = result.offline.map(({ path, files }) => `${files} files of ${basename(path)}`);
  return { ...result, status: "offline", reason: parts.join(", ") };
}

/** What changes all the time is left to the next scan, and said by nobody: the service has more patience. */
const FURTHER_PASSES = 2;

/** What changed beside the pass, while another pass looked at it too, is passed over once more. */
async function passAndPassAgain(
  library: Library,
  options: OpenPassOptions,
  context: ScanContext,
): Promise<PassResult> {
  let result = await runPass(library, options, context);
  for (let left = FURTHER_PASSES; left > 0 && result.unsettled.length > 0; left -= 1) {
    const scopes = result.unsettled.map(({ folder }) => ({ folder, deep: false }));
    const {
      status,
      reason,
      elapsedMs,
      offline,
      unsettled,
      passedBy: _,
      ...counts
    } = await runPass(library, { ...options, scopes }, context);
    const both = sum([{ ...result, seen: 0, unchanged: 0, problems: 0, notAudio: 0, damaged: 0 }, counts]);
    result = {
      ...both,
      seen: result.seen,
      unchanged: result.unchanged,
      notAudio: result.notAudio,
      damaged: result.damaged,
      path: result.path,
      folders: result.folders,
      status,
      reason,
      elapsedMs: result.elapsedMs + elapsedMs,
      passedBy: result.passedBy,
      offline,
      unsettled,
    };
  }
  return result;
}

/** The first that applies, in the order of the exit codes. */
const ORDER: readonly PassStatus[] = [
  "interrupted",
  "failed",
  "held",
  "offline",
  "busy",
  "complete-with-problems",
  "complete",
];

function worst(statuses: readonly PassStatus[]): PassStatus {
  return ORDER.find((status) => statuses.includes(status)) ?? "complete";
}

function sum(libraries: readonly PassCounts[]): PassCounts {
  const total = noCounts();
  for (const library of libraries)
    for (const key of Object.keys(total) as (keyof PassCounts)[]) total[key] += library[key];
  return total;
}

function allPassedBy(libraries: readonly PassResult[]): PassedBy {
  const total = nothingPassedBy();
  for (const { passedBy } of libraries) addPassedBy(total, passedBy);
  return total;
}
