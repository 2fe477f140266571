import type { Claim } from "../catalog/claims.ts";
import { isDatabaseFault } from "../catalog/database-error.ts";
import { listLibraries, type Library } from "../catalog/libraries.ts";
import type { WalkScope } from "../filesystem/walk.ts";
import type { PassResult, ScanContext, ScanEvents } from "../scan/pass.ts";
import { runPass } from "../scan/run-pass.ts";
import { findScopes } from "./find-scopes.ts";
import type { Ground } from "./ground.ts";
import type { OpenDatabase } from "./database-link.ts";
import type { Job } from "./pass-queue.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";
import { settleFolders, settleWhole } from "./settle-job.ts";
import { watchAnew, watchBelow, watchFolders } from "./watch-ground.ts";

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
    const ran = job.kind === "whole" ? await runWhole(job, around) : await runFolders(job, around, within);
    link.works();
    ground.failures = 0;
    parts.faults.over(`failing ${ground.folder}`, `passes over ${ground.folder} succeed again`);
    return ran;
  } catch (error) {
    failed(job, error, parts);
    return [];
  } finally {
    queue.ended();
  }
}

interface Around {
  readonly ground: Ground;
  readonly library: Library;
  readonly database: OpenDatabase;
  readonly parts: ServiceParts;
}

/** Watches all there is, then looks at all of it. */
async function runWhole(job: Job & { kind: "whole" }, around: Around): Promise<readonly WalkScope[]> {
  const { ground, parts } = around;
  if (job.reason === "root-changed" || job.reason === "watcher-error") await watchAnew(ground, parts);
  await watchBelow(ground, [{ folder: ground.folder, deep: true }], parts);
  const { queue } = parts;
  const result = await pass(around, ground.plan.scopes, {
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
  });
  await settleWhole(job, result, { ground, parts });
  return [];
}

async function runFolders(
  job: Job & { kind: "folders" },
  around: Around,
  within?: Claim,
): Promise<readonly WalkScope[]> {
  const { ground, parts, database } = around;
  if (job.folders.length > MANY_FOLDERS) {
    parts.queue.wantWhole(ground.folder, "many-folders", monotonicMs());
    return [];
  }
  const scopes = await findScopes(job.folders, { ground, parts, session: database.session });
  if (scopes.length === 0) return [];
  await watchBelow(ground, scopes, parts);
  const result = await pass(around, scopes, {}, within);
  settleFolders(job, result, { ground, parts });
  return scopes;
}

async function pass(
  { ground, library, database, parts }: Around,
  scopes: readonly WalkScope[] | null,
  events: ScanEvents,
  within?: Claim,
): Promise<PassResult> {
  const { settings, around, pool, interruption } = parts;
  const watching: Promise<void>[] = [];
  const context: ScanContext = {
    address: database.address,
    process: around.process,
    pool,
    signal: AbortSignal.any([around.signal, interruption.signal]),
    events: {
      ...events,
      onNote: (line) => around.log.info({ event: "note", folder: ground.folder }, line),
      onFolders: (folders) => watching.push(watchNewcomers(ground, folders, parts)),
    },
  };
  const options = {
    command: "watch" as const,
    rules: settings.rules,
    readers: settings.readers,
    scopes,
    verify: false,
    reparse: false,
    acceptMissing: false,
    wait: false,
    settleMs: settings.settleMs,
    nested: ground.plan.nested,
    ...(within === undefined ? {} : { within }),
  };
  const result = await runPass(library, options, context);
  await Promise.all(watching);
  return result;
}

/** Folders that came after we watched: the pass listed them before we did, so they are looked at once more. */
async function watchNewcomers(
  ground: Ground,
  folders: Parameters<typeof watchFolders>[1],
  parts: ServiceParts,
): Promise<void> {
  const dueAt = monotonicMs() + parts.settings.settleMs;
  for (const folder of await watchFolders(ground, folders, parts)) {
    if (ground.refused.has(folder)) continue;
    parts.queue.markDirty(ground.folder, { folder, deep: false, dueAt });
  }
}

function failed(job: Job, error: unknown, parts: ServiceParts): void {
  const ground = parts.grounds.get(job.ground);
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
