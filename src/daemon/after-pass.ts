import type { PassResult } from "../scan/pass.ts";
import type { FollowedFolder } from "./followed-folder.ts";
import type { FoldersJob, Job, WholeJob, WholeReason } from "./pass-queue.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

interface Where {
  readonly followed: FollowedFolder;
  readonly parts: ServiceParts;
}

/** Another pass decides over the library: asked again this often. */
const BUSY_MS = 1_000;
/** A folder that can't be seen is asked about by its probe; this often all the same, should the probe see no difference. */
const OFFLINE_MS = 300_000;
/** A file is taken for settled a little later than it must be: clocks are read twice. */
const SETTLE_SLACK_MS = 20;

const WATCHED_MINUTES = 360;
const POLLED_MINUTES = 60;

/** Reasons for which everything should have been known already, had every event been heard. */
const SHOULD_BE_KNOWN: ReadonlySet<WholeReason> = new Set(["timer", "overflow", "watcher-error"]);

/** What a pass over folders leaves to do. */
export function afterFolders(job: FoldersJob, result: PassResult, where: Where): void {
  const { followed, parts } = where;
  logPass(result, `folders ${job.folders.length}`, where);
  if (followStatus(job, result, where) === "again") return;
  markUnsettled(result, where);
  for (const { folder, deep } of job.folders) {
    // Content that the parser does not get through waits for other content, which comes with an event.
    if (result.status !== "complete-with-problems" || result.isWorthRetrying === false) {
      followed.isClean(folder);
      continue;
    }
    // A real event in the meantime comes first, and keeps its own time.
    parts.queue.markDirty(followed.folder, {
      folder,
      deep,
      dueAt: monotonicMs() + followed.nextTryOf(folder),
    });
  }
}

/** What a pass over everything leaves to do, and what it says about the watcher. */
export function afterWhole(job: WholeJob, result: PassResult, where: Where): void {
  const { followed, parts } = where;
  logPass(result, job.reason, where);
  if (followStatus(job, result, where) === "again") return;
  markUnsettled(result, where);
  followed.wholeEnded(monotonicMs(), result.elapsedMs);
  parts.faults.over(`watcher ${followed.folder}`, `${followed.folder} is watched again`);
  if (SHOULD_BE_KNOWN.has(job.reason) && followed.mode.startsWith("watched")) countMissed(result, where);
  const minutes =
    parts.settings.reconcileMinutes ?? (followed.mode === "watched" ? WATCHED_MINUTES : POLLED_MINUTES);
  parts.queue.wantWhole(followed.folder, "timer", monotonicMs() + minutes * 60_000);
  retryWhole(result, where);
}

/**
 * A file that was locked, or changed while it was read, is tried again before the timer, later and later. Where every change
 * is told, the one that frees it comes with an event; nothing tells where a library is polled.
 */
function retryWhole({ status, isWorthRetrying }: PassResult, { followed, parts }: Where): void {
  if (status !== "complete-with-problems" || isWorthRetrying === false) followed.isClean(followed.folder);
  else if (followed.mode !== "watched")
    parts.queue.wantWhole(followed.folder, "retry", monotonicMs() + followed.nextTryOf(followed.folder));
}

function followStatus(
  job: Job,
  { status, reason }: PassResult,
  { followed, parts }: Where,
): "done" | "again" {
  const { queue, faults, surroundings } = parts;
  switch (status) {
    case "complete":
    case "complete-with-problems":
      if (job.kind === "whole" || followed.state === "offline") tell(followed, "online", null, parts);
      break;
    case "held":
      tell(followed, "held", reason, parts);
      break;
    case "offline":
      tell(followed, "offline", reason, parts);
      void followed.watcher?.unwatch(followed.folder);
      // It may have come back while the pass ran: then a look at everything is wanted already.
      if ((queue.wholeOf(followed.folder)?.dueAt ?? Infinity) > monotonicMs())
        queue.pause(followed.folder, monotonicMs() + OFFLINE_MS);
      queue.wantWhole(followed.folder, "root-changed", monotonicMs());
      return "again";
    case "busy":
      faults.happened(
        `busy ${followed.folder}`,
        `another pass decides over ${followed.folder}: waiting for it`,
      );
      queue.giveBack(job, monotonicMs() + BUSY_MS);
      return "again";
    case "interrupted":
    case "failed":
      if (!surroundings.signal.aborted) queue.giveBack(job, monotonicMs());
      return "again";
    default:
      return status satisfies never;
  }
  faults.over(`busy ${followed.folder}`, `${followed.folder} is free again`);
  return "done";
}

function tell(
  followed: FollowedFolder,
  state: "online" | "offline" | "held",
  reason: string | null,
  { surroundings: { log } }: ServiceParts,
): void {
  if (!followed.become(state, reason)) return;
  const level = state === "online" ? "info" : "warn";
  log[level](
    { event: state, folder: followed.folder },
    `${followed.folder} is ${state}${reason === null ? "" : `: ${reason}`}`,
  );
}

/**
 * Files that were still being written keep their folder dirty until the last of them may have settled. The clock is read once:
 * what changed at one time is due at one time. A folder may be another's, from which something came here.
 */
function markUnsettled({ unsettled }: PassResult, { parts }: Where): void {
  const { settleMs } = parts.settings;
  const [now, nowMs] = [monotonicMs(), Date.now()];
  for (const { folder, changedAtMs } of unsettled) {
    const followed = [...parts.followed.values()].find((one) => one.holds(folder));
    const leftMs = changedAtMs + settleMs + SETTLE_SLACK_MS - nowMs;
    // A clock may jump: nothing waits longer than the settle time for that.
    const dueAt = now + Math.min(Math.max(leftMs, 0), settleMs + SETTLE_SLACK_MS);
    if (followed !== undefined) parts.queue.markDirty(followed.folder, { folder, deep: false, dueAt });
  }
}

function countMissed(result: PassResult, { followed, parts }: Where): void {
  const { added, changed, moved, returned, missing } = result;
  const count = added + changed + moved + returned + missing;
  if (count === 0) return;
  parts.missed.total += count;
  parts.missed.last = { folder: followed.folder, count, at: new Date() };
  parts.surroundings.log.warn(
    { event: "missed", folder: followed.folder, count },
    `looking at everything found ${count} changes in ${followed.folder} that the watcher had missed`,
  );
}

/** A pass that changed nothing is no news. */
function logPass(
  { path: _, unsettled, ...result }: PassResult,
  what: string,
  { followed, parts }: Where,
): void {
  const { added, changed, moved, returned, missing } = result;
  const isNews = added + changed + moved + returned + missing > 0;
  const facts = { event: "pass", folder: followed.folder, what, unsettled: unsettled.length, ...result };
  parts.surroundings.log[isNews ? "info" : "debug"](facts, `pass over ${followed.folder}: ${result.status}`);
}
