import type { WatchLimits } from "../filesystem/watch-limits.ts";
import type { Walker } from "../filesystem/walker.ts";
import type { RestingPool } from "./resting-pool.ts";
import type { DatabaseLink } from "./database-link.ts";
import type { FaultLog } from "./fault-log.ts";
import type { FollowedFolder } from "./followed-folder.ts";
import type { PassSessions } from "../scan/pass-sessions.ts";
import type { PassQueue } from "./pass-queue.ts";
import type { RootProbe } from "./root-probe.ts";
import type { ServiceSettings, ServiceSurroundings } from "./service-settings.ts";

/** What a reconcile found although everything was watched. */
export interface MissedChanges {
  total: number;
  last: { readonly folder: string; readonly count: number; readonly at: Date } | null;
}

/** The parts of one running service, as they know each other. */
export interface ServiceParts {
  readonly surroundings: ServiceSurroundings;
  /** Replaced at SIGHUP. */
  settings: ServiceSettings;
  readonly link: DatabaseLink;
  readonly queue: PassQueue;
  /** By their folders. */
  readonly followed: Map<string, FollowedFolder>;
  /** Folders that are named but not followed, and why: gone, another machine's. */
  readonly unfollowed: Map<string, string>;
  readonly faults: FaultLog;
  /** As they were when the service began. */
  readonly limits: WatchLimits | null;
  readonly pool: RestingPool;
  readonly walker: Walker;
  readonly sessions: PassSessions;
  readonly missed: MissedChanges;
  /** What the followed folders were at the last look. */
  readonly probe: RootProbe;
  /** Aborted to end the running pass after the batch in hand, when the config has changed; then replaced. */
  interruption: AbortController;
}

/** The monotonic clock: a jump of the system's clock moves nothing. */
export function monotonicMs(): number {
  return performance.now();
}

/** What ends a running pass after the batch in hand: the service's end, or another config. */
export function passSignal({ surroundings, interruption }: ServiceParts): AbortSignal {
  return AbortSignal.any([surroundings.signal, interruption.signal]);
}
