import { type Claim, prunePasses } from "../catalog/claims.ts";
import { isDatabaseFault } from "../catalog/database-error.ts";
import { listLibraries } from "../catalog/libraries.ts";
import { type WalkScope } from "../filesystem/walk.ts";
import { type Elsewhere } from "../scan/pass.ts";
import { isAbort } from "../scan/run-pass.ts";
import { APART_MS } from "../scan/scan.ts";
import { findScopes } from "./find-scopes.ts";
import { type FoldersJob, type Job, type WholeJob } from "./job.ts";
import { onePass, type PassPlace } from "./one-pass.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";
import { settleFolders, settleWhole } from "./settle-job.ts";
import { watchAnew, watchBelow } from "./watch-ground.ts";

/** A failed pass is tried again after so long, twice as long each time, up to an hour. */
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 3_600_000;
/** So many folders at once are a quarter of a large library: looking at all of it is quicker than asking folder by folder. */
const MANY_FOLDERS = 3_000;

/**
 * Runs a job that the queue handed out, and says to the queue what is left to do. Never throws: what failed is tried
 * again later. Returns the ground that a pass over folders looked at.
 */
export async function runJob(job: Job, parts: ServiceParts, within?: Claim): Promise<readonly WalkScope[]> {
  const { queue, link, grounds } = parts;
  const ground = grounds.get(job.ground);
  let asked = job;
  try {
    const database = link.database;
    if (ground === undefined) return [];
    if (database === null) {
      queue.giveBack(job, monotonicMs());
      return [];
    }
    const library = (await listLibraries(database.session)).find(({ id }) => id === ground.plan.library.id);
    if (library === undefined) throw new Error(`the catalog has forgotten ${ground.folder}`);
    ground.mounts = library.mounts;
    const around = { ground, library, database, parts };
    // What is new below the dirty folders is watched now, and so is news only once: a second try must ask for it by name.
    if (job.kind === "folders") asked = await inFull(job, around);
    if (asked.kind === "whole") await runWhole(asked, around);
    else await runFolders(asked, around, within);
    link.works();
    ground.failures = 0;
    parts.faults.over(`failing ${ground.folder}`, `passes over ${ground.folder} succeed again`);
  } catch (error) {
    failed(asked, error, parts);
  } finally {
    queue.ended();
  }
  return asked.kind === "folders" ? asked.folders : [];
}

/** Watches all there is, then looks at all of it. */
async function runWhole(job: WholeJob, around: PassPlace): Promise<void> {
  const { ground, parts } = around;
  if (job.reason === "root-changed" || job.reason === "watcher-error") await watchAnew(ground, parts);
  await watchBelow(ground, [{ folder: ground.folder, deep: true }], parts);
  const { queue } = parts;
  const result = await onePass(around, {
    scopes: ground.plan.scopes,
    events: {
      othersWait: () => queue.hasFoldersDue(monotonicMs()),
      letOthersFirst: async (claim) => {
        const theirs: WalkScope[] = [];
        for (;;) {
          const inside = queue.takeInside(monotonicMs());
          if (inside === null) break;
          theirs.push(...(await runJob(inside, parts, claim)));
        }
        return [...theirs, ...queue.dirtyOf(ground.folder)];
      },
    },
  });
  settleWhole(job, result, { ground, parts });
  await prunePasses(around.database.session);
}

/** The job with all that a pass over these folders has to walk; nothing when there are so many that everything is looked at. */
async function inFull(job: FoldersJob, { ground, parts, database }: PassPlace): Promise<FoldersJob> {
  if (job.folders.length > MANY_FOLDERS) {
    parts.queue.wantWhole(ground.folder, "many-folders", monotonicMs());
    return { ...job, folders: [] };
  }
  const scopes = await findScopes(job.folders, { ground, parts, session: database.session });
  return { ...job, folders: scopes.map((scope) => ({ ...scope, dueAt: monotonicMs() })) };
}

async function runFolders(job: FoldersJob, around: PassPlace, within?: Claim): Promise<void> {
  const { ground, parts } = around;
  if (job.folders.length === 0) return;
  await watchBelow(ground, job.folders, parts);
  const { queue, settings } = parts;
  const mayBeElsewhere = (): Elsewhere => {
    if (job.isTogether) return "nothing";
    if (queue.hasFoldersUntil(monotonicMs() + APART_MS, ground.folder)) return "anything";
    return queue.hasFoldersUntil(monotonicMs() + settings.settleMs) ? "latest" : "nothing";
  };
  const onDeferred = (folders: readonly string[]): void =>
    queue.wantTogether(ground.folder, folders, {
      now: monotonicMs(),
      horizon: monotonicMs() + settings.settleMs,
    });
  const result = await onePass(around, {
    scopes: job.folders,
    within,
    events: { mayBeElsewhere, onDeferred },
  });
  settleFolders(job, result, { ground, parts });
}

function failed(job: Job, error: unknown, parts: ServiceParts): void {
  const ground = parts.grounds.get(job.ground);
  if (isAbort(error)) return parts.queue.giveBack(job, monotonicMs());
  const isFault = isDatabaseFault(error);
  const failures = isFault || ground === undefined ? 0 : (ground.failures += 1);
  const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1), LONGEST_RETRY_MS);
  parts.queue.giveBack(job, monotonicMs() + (isFault ? 0 : pauseMs));
  if (isFault) parts.link.lost(error, { byPass: true });
  else {
    const said = error instanceof Error ? error.message : String(error);
    parts.faults.happened(`failing ${job.ground}`, `a pass over ${job.ground} failed: ${said}`, {
      err: error,
    });
  }
}
