import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CatalogError } from "../asset/catalog-error.ts";
import type { ClusterPlace } from "./cluster-place.ts";
import { readClusterState, type ClusterState } from "./cluster-state.ts";
import { createCluster } from "./create-cluster.ts";
import type { Postmaster } from "./postmaster-file.ts";
import { EMBEDDED_MAJOR, type ServerBinaries } from "./server-binaries.ts";
import { connectionTo, lockServer, type EmbeddedConnection, type ServerLock } from "./server-lock.ts";
import { removeStalePid, SERVER_LOG, startServer } from "./start-server.ts";
import { readPassword } from "./windows-login.ts";
import { errorCode, errorMessage } from "./error-facts.ts";

export interface ReachOptions {
  /** Looked for only when a server has to be made or started. */
  readonly programs: () => Promise<ServerBinaries>;
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Reached {
  readonly connection: EmbeddedConnection;
  readonly lock: ServerLock;
}

/** How long a server may be starting (replaying its WAL after a crash), stopping or deaf before we give up. */
const ANSWER_TIMEOUT_MS = 30_000;

/** A server takes some 100 ms to start or stop: a look costs 1 ms. */
const LOOK_EVERY_MS = 25;

/** With pauses of 0.1, 0.2, 0.4 and 0.8 s between them: what passes by itself (a socket folder removed by who stops) has passed then. */
const START_ATTEMPTS = 5;

/**
 * Connects to the cluster's server and takes the lock on it; if there is none, makes the cluster and starts the server first.
 * Each step may be lost to another process that does the same: then the next look finds what that one made.
 */
export async function reachServer(place: ClusterPlace, options: ReachOptions): Promise<Reached> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  let failedStarts = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const state = await readClusterState(place.folder);
    switch (state.kind) {
      case "running": {
        const reached = await joinServer(place, state.postmaster);
        if (reached) return reached;
        if (Date.now() > deadline) throw deaf(place, state.postmaster);
        await pause(LOOK_EVERY_MS);
        break;
      }
      case "absent":
        await createCluster(place, { binaries: await options.programs(), signal: options.signal });
        break;
      case "half-made":
        await putAside(place, options.note);
        break;
      case "stale":
        await removeStalePid(place.folder, state.postmaster);
        break;
      case "stopped": {
        const reason = await startServer(place, await options.programs());
        if (reason === undefined) break;
        failedStarts += 1;
        if (failedStarts === START_ATTEMPTS) throw notStarted(place, reason);
        await pause(50 * 2 ** failedStarts);
        break;
      }
      case "not-a-cluster":
      case "other-version":
        throw refusal(place, state);
    }
  }
}

async function joinServer(place: ClusterPlace, postmaster: Postmaster): Promise<Reached | undefined> {
  const password = process.platform === "win32" ? await readPassword(place.folder) : undefined;
  const connection = connectionTo(postmaster, password);
  const lock = connection && (await lockServer(connection));
  return lock && { connection, lock };
}

/** Nothing is deleted: a folder that only looks like a cluster is someone's. */
async function putAside(place: ClusterPlace, note: (line: string) => void): Promise<void> {
  const aside = `${place.folder}.half-made-${new Date().toISOString().replaceAll(/[-:.]/g, "")}`;
  try {
    await rename(place.folder, aside);
    note(`the database in ${place.folder} was never finished: it was put aside as ${aside}`);
  } catch (error) {
    // ENOENT: another process has put it aside.
    if (errorCode(error) !== "ENOENT") throw notStarted(place, errorMessage(error));
  }
}

function refusal(
  place: ClusterPlace,
  state: Extract<ClusterState, { kind: "not-a-cluster" | "other-version" }>,
): Error {
  return state.kind === "not-a-cluster"
    ? new CatalogError(
        "embedded-unavailable",
        `${place.folder} holds other things than a database: name an empty or a new folder in dbConnectionString`,
      )
    : new CatalogError(
        "embedded-other-version",
        `the database in ${place.folder} is of PostgreSQL ${state.major}, this program brings ${EMBEDDED_MAJOR}: dump it with the musaic-catalog version that made it (pg_dump) and restore into a new folder, or move the folder away and scan again`,
      );
}

function notStarted(place: ClusterPlace, reason: string): Error {
  const log = join(place.folder, SERVER_LOG);
  return new CatalogError(
    "embedded-unavailable",
    `the database in ${place.folder} does not start: ${reason} (log: ${log})`,
  );
}

function deaf(place: ClusterPlace, { pid, host }: Postmaster): Error {
  const waited = ANSWER_TIMEOUT_MS / 1000;
  return new CatalogError(
    "embedded-unavailable",
    `the server of ${place.folder} (pid ${pid}${host === undefined ? "" : `, ${host}`}) has not answered for ${waited} s: look into ${SERVER_LOG} there, try again in a moment, or stop it with \`kill ${pid}\``,
  );
}
