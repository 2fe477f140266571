import { setTimeout as sleep } from "node:timers/promises";
import { writeService } from "../catalog/services.ts";
import type { Session } from "../catalog/session.ts";
import { readWatchLimits } from "../filesystem/watch-limits.ts";
import { openWalker } from "../filesystem/walker.ts";
import { openReaderPool } from "../reader/reader-pool.ts";
import { DatabaseLink } from "./database-link.ts";
import { FaultLog } from "./fault-log.ts";
import { holdDatabase } from "./hold-database.ts";
import { PassLoop } from "./pass-loop.ts";
import { PassSessions } from "../scan/pass-sessions.ts";
import { PassQueue } from "./pass-queue.ts";
import { probeRoots } from "./probe-roots.ts";
import { reloadSettings } from "./reload-settings.ts";
import { RestingPool } from "./resting-pool.ts";
import { RootProbe } from "./root-probe.ts";
import type { ServiceParts } from "./service-parts.ts";
import { buildReport } from "./service-report.ts";
import type { ServiceSettings, ServiceSurroundings } from "./service-settings.ts";
import { openNotifier } from "./systemd-notify.ts";

/** After the signal: a batch in hand is done by then, or hangs (a frozen database, a dead drive) and is left. */
const DRAIN_MS = 10_000;

/**
 * The service: follows the settings' folders until the signal aborts, and waits for whatever is away meanwhile. Throws only
 * what no waiting mends: a database that is another program's, a cluster of another version.
 */
export async function runService(
  settings: ServiceSettings,
  surroundings: ServiceSurroundings,
): Promise<void> {
  const notifier = openNotifier(surroundings.env);
  const parts = await openParts(settings, surroundings);
  const loop = new PassLoop(parts);
  const life = { parts, since: new Date(), others: new Set<number>(), hasBeaten: false };
  const endReload = surroundings.onReload(() => reloadSettings(parts, loop));
  const endProbing = probeRoots(parts, loop);
  notifier.ready();
  surroundings.log.info(
    { event: "starts", pid: process.pid, folders: settings.folders },
    "the service starts",
  );
  try {
    const holding = holdDatabase(parts.link, surroundings, (session) => beat(session, life));
    const passing = loop.run();
    const ended = whenAborted(surroundings.signal).then(async () => {
      notifier.stopping();
      await drain(parts, { holding, passing });
    });
    await Promise.race([Promise.all([holding, passing]).then(() => ended), ended]);
  } finally {
    endReload();
    endProbing();
    await closeParts(parts);
    notifier.close();
    surroundings.log.info({ event: "ends" }, "the service has ended");
  }
}

async function openParts(
  settings: ServiceSettings,
  surroundings: ServiceSurroundings,
): Promise<ServiceParts> {
  const faults = new FaultLog(surroundings.log);
  const parts: ServiceParts = {
    surroundings,
    settings,
    faults,
    link: new DatabaseLink(faults),
    queue: new PassQueue(),
    followed: new Map(),
    unfollowed: new Map(),
    limits: await readWatchLimits(),
    pool: new RestingPool(() => openPool(parts.settings)),
    walker: openWalker(),
    sessions: new PassSessions(),
    missed: { total: 0, last: null },
    probe: new RootProbe(),
    interruption: new AbortController(),
  };
  return parts;
}

function openPool({ readers, rules }: ServiceSettings): ReturnType<typeof openReaderPool> {
  return openReaderPool({ threads: readers, followSymlinks: rules.followSymlinks });
}

interface Life {
  readonly parts: ServiceParts;
  readonly since: Date;
  readonly others: Set<number>;
  hasBeaten: boolean;
}

/** A sign of life. Another service that gives one is told of, once. */
async function beat(session: Session, life: Life): Promise<void> {
  const { parts, since, others } = life;
  const { process, signal, log } = parts.surroundings;
  const report = buildReport(parts, { state: signal.aborted ? "stopped" : "running", since });
  const other = await writeService(session, { process, startedAt: since, report });
  const isFirst = !life.hasBeaten;
  life.hasBeaten = true;
  if (other === null || others.has(other.pid)) return;
  // Left by a service that was killed, its pid may be any program's by now, where no mark tells (not on Linux): one that lives writes again.
  if (isFirst && other.processMark === "") return;
  if (process.isAlive(other.pid, other.processMark) !== true) return;
  others.add(other.pid);
  log.warn(
    { event: "other-service", pid: other.pid },
    `another service follows folders of this catalog on this machine (process ${other.pid}): one is enough, end one of them`,
  );
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Lets the batch in hand end, and then the database, but waits no longer than a while. */
async function drain(
  { link, queue, sessions, surroundings: { log } }: ServiceParts,
  { holding, passing }: { holding: Promise<void>; passing: Promise<void> },
): Promise<void> {
  log.info({ event: "stopping" }, "the service ends after the batch in hand");
  queue.close();
  link.endWaiting();
  const inHand = async (): Promise<"done"> => {
    await passing;
    await sessions.close();
    const isOpen = link.state === "open";
    link.end();
    if (isOpen) await holding;
    return "done";
  };
  const outcome = await Promise.race([inHand(), sleep(DRAIN_MS, "late" as const, { ref: false })]);
  if (outcome === "late") {
    log.warn({ event: "left" }, "what was in hand did not end: it is left, and done again at the next start");
  }
}

async function closeParts({ followed, pool, walker, sessions }: ServiceParts): Promise<void> {
  walker.close();
  await sessions.close();
  for (const { watcher } of followed.values()) await watcher?.close();
  await pool.close();
}
