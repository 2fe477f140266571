/**
 * What the service says of itself: `services.report` in the database, a few seconds old at most, as `status` shows it.
 * Times are ISO 8601. Keys only grow.
 */
export interface ServiceReport {
  readonly version: 1;
  /** stopped: it ended as it was asked to; its row stays. */
  readonly state: "running" | "stopped";
  readonly since: string;
  readonly engine: "folders" | "recursive";
  readonly settleMs: number;
  readonly libraries: readonly ServiceLibrary[];
  readonly queue: {
    readonly state: "waiting" | "folders" | "whole" | "folders-inside-whole" | "closed";
    readonly dirtyFolders: number;
    /** Passes over all of a library that wait now. */
    readonly wholePasses: number;
  };
  /** Null where the system has no such limit. `used` counts this process. */
  readonly watches: { readonly used: number; readonly allowed: number; readonly setting: string } | null;
  /** Changes that looking at everything found although the watcher should have told. */
  readonly missed: {
    readonly total: number;
    readonly last: { readonly folder: string; readonly count: number; readonly at: string } | null;
  };
  readonly database: {
    readonly state: "away" | "open" | "ended";
    readonly shownAs: string | null;
    readonly since: string;
    readonly outages: number;
  };
}

export interface ServiceLibrary {
  /** A library, or a folder in one. */
  readonly path: string;
  /** The config names it; otherwise the command line did. */
  readonly configured: boolean;
  /** unfollowed: see reason. */
  readonly state: "starting" | "online" | "offline" | "held" | "unfollowed";
  readonly reason: string | null;
  readonly since: string | null;
  readonly mode: "watched" | "watched-and-polled" | "partly-polled" | "polled" | null;
  readonly fileSystem: string | null;
  readonly watchedFolders: number;
  /** Folders that the system would not watch. */
  readonly polledFolders: number;
  readonly dirtyFolders: number;
  /** When all of it was last looked at, and in how many seconds it will be again. */
  readonly lastReconcileAt: string | null;
  readonly nextReconcileSeconds: number | null;
}

/** What a service that has not beaten yet, or another version, left is no such report. */
export function isServiceReport(value: unknown): value is ServiceReport {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}
