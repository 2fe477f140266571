import type { PassResult } from "../scan/pass.ts";
import type { Ground } from "./ground.ts";
import type { FoldersJob, Job, WholeJob, WholeReason } from "./job.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

interface Around {
  readonly ground: Ground;
  readonly parts: ServiceParts;
}

/** Another process has the library: asked again this often. */
const BUSY_MS = 1_000;
/** A ground that can't be seen is asked about by its probe; this often all the same, should the probe see no difference. */
const OFFLINE_MS = 300_000;
/** A file that was locked or changed under the reader may be free in a while; later and later. */
const PROBLEM_RETRY_MS = 10_000;
const LONGEST_PROBLEM_RETRY_MS = 3_600_000;
/** A file is taken for settled a little later than it must be: clocks are read twice. */
const SETTLE_SLACK_MS = 20;

const WATCHED_MINUTES = 360;
const POLLED_MINUTES = 60;

/** Reasons for which everything should have been known already, had every event been heard. */
const SHOULD_BE_KNOWN: ReadonlySet<WholeReason> = new Set(["timer", "overflow", "watcher-error"]);

/** What a pass over folders leaves to do. */
export function settleFolders(job: FoldersJob, result: PassResult, around: Around): void {
  const { ground, parts } = around;
  logPass(result, `folders ${job.folders.length}`, around);
  if (settleStatus(job, result, around) === "again") return;
  markUnsettled(result, around);
  for (const { folder, deep } of job.folders) {
    if (result.status !== "complete-with-problems") {
      ground.retries.delete(folder);
      continue;
    }
    const tries = ground.retries.get(folder) ?? 0;
    ground.retries.set(folder, tries + 1);
    const pauseMs = Math.min(PROBLEM_RETRY_MS * 4 ** tries, LONGEST_PROBLEM_RETRY_MS);
    // A real event in the meantime comes first, and keeps its own time.
    parts.queue.markDirty(ground.folder, { folder, deep, dueAt: monotonicMs() + pauseMs });
  }
}

/** What a pass over everything leaves to do, and what it says about the watcher. */
export function settleWhole(job: WholeJob, result: PassResult, around: Around): void {
  const { ground, parts } = around;
  logPass(result, job.reason, around);
  if (settleStatus(job, result, around) === "again") return;
  markUnsettled(result, around);
  ground.lastWholeAt = new Date();
  ground.lastWholeEnd = monotonicMs();
  ground.lastWholeMs = result.elapsedMs;
  parts.faults.over(`watcher ${ground.folder}`, `${ground.folder} is watched again`);
  if (SHOULD_BE_KNOWN.has(job.reason) && ground.mode === "watched") countMissed(result, around);
  const minutes =
    parts.settings.reconcileMinutes ?? (ground.mode === "watched" ? WATCHED_MINUTES : POLLED_MINUTES);
  parts.queue.wantWhole(ground.folder, "timer", monotonicMs() + minutes * 60_000);
}

function settleStatus(job: Job, { status, reason }: PassResult, { ground, parts }: Around): "done" | "again" {
  const { queue, faults, around } = parts;
  switch (status) {
    case "complete":
    case "complete-with-problems":
      if (job.kind === "whole" || ground.state === "offline") tell(ground, "online", null, parts);
      break;
    case "held":
      tell(ground, "held", reason, parts);
      break;
    case "offline":
      tell(ground, "offline", reason, parts);
      void ground.watcher?.unwatch(ground.folder);
      queue.hold(ground.folder, monotonicMs() + OFFLINE_MS);
      queue.wantWhole(ground.folder, "root-changed", monotonicMs());
      return "again";
    case "busy":
      faults.happened(`busy ${ground.folder}`, `another process has ${ground.folder}: waiting for it`);
      queue.giveBack(job, monotonicMs() + BUSY_MS);
      return "again";
    case "interrupted":
    case "failed":
      if (!around.signal.aborted) queue.giveBack(job, monotonicMs());
      return "again";
    default:
      return status satisfies never;
  }
  faults.over(`busy ${ground.folder}`, `${ground.folder} is free again`);
  return "done";
}

function tell(
  ground: Ground,
  state: "online" | "offline" | "held",
  reason: string | null,
  { around: { log } }: ServiceParts,
): void {
  if (!ground.become(state, reason)) return;
  const level = state === "online" ? "info" : "warn";
  log[level](
    { event: state, folder: ground.folder },
    `${ground.folder} is ${state}${reason === null ? "" : `: ${reason}`}`,
  );
}

/**
 * Files that were still being written keep their folder dirty until the last of them may have settled. The clock is read once:
 * what changed at one time is due at one time. A folder may be another ground's, from which something came here.
 */
function markUnsettled({ unsettled }: PassResult, { parts }: Around): void {
  const { settleMs } = parts.settings;
  const [now, nowMs] = [monotonicMs(), Date.now()];
  for (const { folder, changedAtMs } of unsettled) {
    const ground = [...parts.grounds.values()].find((one) => one.holds(folder));
    const leftMs = changedAtMs + settleMs + SETTLE_SLACK_MS - nowMs;
    // Of a clock that jumped no more is believed than the settle time.
    const dueAt = now + Math.min(Math.max(leftMs, 0), settleMs + SETTLE_SLACK_MS);
    if (ground !== undefined) parts.queue.markDirty(ground.folder, { folder, deep: false, dueAt });
  }
}

function countMissed(result: PassResult, { ground, parts }: Around): void {
  const { added, changed, moved, returned, missing } = result;
  const count = added + changed + moved + returned + missing;
  if (count === 0) return;
  parts.missed.total += count;
  parts.missed.last = { folder: ground.folder, count, at: new Date() };
  parts.around.log.warn(
    { event: "missed", folder: ground.folder, count },
    `looking at everything found ${count} changes in ${ground.folder} that the watcher had missed`,
  );
}

/** A pass that changed nothing is no news. */
function logPass(
  { path: _, unsettled, ...result }: PassResult,
  what: string,
  { ground, parts }: Around,
): void {
  const { added, changed, moved, returned, missing } = result;
  const isNews = added + changed + moved + returned + missing > 0;
  const facts = { event: "pass", folder: ground.folder, what, unsettled: unsettled.length, ...result };
  parts.around.log[isNews ? "info" : "debug"](facts, `pass over ${ground.folder}: ${result.status}`);
}
