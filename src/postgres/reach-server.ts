import { rename } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterPlace } from "./cluster-place.ts";
import { readClusterState } from "./cluster-state.ts";
import { notStarted, refusal } from "./cluster-refusal.ts";
import { createCluster } from "./create-cluster.ts";
import type { Postmaster } from "./postmaster-file.ts";
import { connectionTo, lockServer, type EmbeddedConnection, type ServerLock } from "./server-lock.ts";
import { type ReachOptions, SilentServer } from "./silent-server.ts";
import { removeStalePid, startServer } from "./start-server.ts";
import { readPassword } from "./windows-login.ts";
import { errorCode, errorMessage } from "../domain/error-code.ts";

export interface Reached {
  readonly connection: EmbeddedConnection;
  readonly lock: ServerLock;
}

/** A server takes some 100 ms to start or stop: a look costs 1 ms. */
const LOOK_EVERY_MS = 25;

/** With pauses of 0.1, 0.2, 0.4 and 0.8 s between them: what passes by itself (a socket folder removed by who stops) has passed then. */
const START_ATTEMPTS = 5;

/**
 * Connects to the cluster's server and takes the lock on it; if there is none, makes the cluster and starts the server first.
 * Each step may be lost to another process that does the same: then the next look finds what that one made.
 */
export async function reachServer(place: ClusterPlace, options: ReachOptions): Promise<Reached> {
  const silent = new SilentServer(place, options);
  let failedStarts = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const state = await readClusterState(place.folder);
    switch (state.kind) {
      case "running": {
        const reached = await joinServer(place, state.postmaster, options.signal).catch(
          (error: unknown) => error,
        );
        if (isReached(reached)) return reached;
        await silent.met(state, reached);
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

async function joinServer(
  place: ClusterPlace,
  postmaster: Postmaster,
  signal: AbortSignal | undefined,
): Promise<Reached | undefined> {
  const password = process.platform === "win32" ? await readPassword(place.folder) : undefined;
  const connection = connectionTo(postmaster, password);
  const lock = connection && (await lockServer(connection, signal));
  return lock && { connection, lock };
}

function isReached(value: unknown): value is Reached {
  return typeof value === "object" && value !== null && "lock" in value;
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
