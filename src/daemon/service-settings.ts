import type { DatabaseAddress } from "../catalog/database-address.ts";
import type { FollowRules } from "../filesystem/follow-rules.ts";
import type { ThisProcess } from "../filesystem/process-identity.ts";
import type { WatchEngineName } from "../filesystem/watch/folder-watcher.ts";
import type { Log } from "../log.ts";

/** What the config says, or the command line: read again at SIGHUP. */
export interface ServiceSettings {
  /** Absolute, normalised; at least one. */
  readonly folders: readonly string[];
  /** False: they were named on the command line, and the config has no say in them. */
  readonly areConfigured: boolean;
  readonly rules: FollowRules;
  readonly readers: number;
  readonly settleMs: number;
  /** Null: 360 where everything is watched, 60 where something is polled. */
  readonly reconcileMinutes: number | null;
}

/** What the service needs from the process that it runs in. */
export interface ServiceSurroundings {
  readonly log: Log;
  readonly process: ThisProcess;
  readonly engine: WatchEngineName;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted: the batch in hand is finished, then the service ends. */
  readonly signal: AbortSignal;
  /** Opens the database, for as long as `use` takes; starts the embedded server if need be. */
  withDatabase<T>(use: (database: { readonly address: DatabaseAddress }) => Promise<T>): Promise<T>;
  /** Calls back at each SIGHUP. Returns what ends that. */
  onReload(reload: () => void): () => void;
  /** Reads the config again. Throws CatalogError. */
  loadSettings(): ServiceSettings;
}
