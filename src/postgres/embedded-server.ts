import { clusterPlace, type ClusterPlace } from "./cluster-place.ts";
import { readClusterState } from "./cluster-state.ts";
import { connectionUrl } from "./connection-url.ts";
import { reachServer } from "./reach-server.ts";
import { serverBinaries, type ServerBinaries } from "./server-binaries.ts";
import { connectionTo, lockServer, type EmbeddedConnection, type ServerLock } from "./server-lock.ts";
import { stopServer } from "./start-server.ts";
import { readPassword } from "./windows-login.ts";

export interface EmbeddedOptions {
  /** The cluster's folder, made if need be. */
  readonly folder: string;
  /** Ends the wait for a server; who aborts while it starts is the last to leave it. */
  readonly signal?: AbortSignal | undefined;
  /** Told each note as soon as it is known. */
  readonly onNote?: ((line: string) => void) | undefined;
}

/** A server that stays up until `close`, and longer if others use it. */
export interface EmbeddedServer {
  readonly connection: EmbeddedConnection;
  /** The same for libpq: psql, pg_dump, `pg`'s connectionString. */
  readonly url: string;
  /** Where the cluster really lies. */
  readonly folder: string;
  /** Lines for a person. */
  readonly notes: readonly string[];
  /**
   * Gives the server up, and stops it if nobody else has it open. One that stands still is left after some seconds. The second
   * call does nothing.
   */
  close(): Promise<void>;
}

/**
 * Opens the PostgreSQL server whose cluster lies in `folder`: joins it if it runs, else starts it, else makes it first. Any
 * number of processes may do so at the same moment. The server outlives every one of them that is killed; the next one finds it.
 *
 * Throws `CatalogError("embedded-unavailable")` or `("embedded-other-version")`, and the signal's reason if it aborts.
 */
export async function openEmbeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const notes: string[] = [];
  const note = (line: string) => {
    notes.push(line);
    options.onNote?.(line);
  };
  const place = await clusterPlace(options.folder);
  const toSay = [...place.notes];
  // One line, however much there is to say of where the server runs.
  const sayWhere = () => {
    if (toSay.length > 0) note(toSay.splice(0).join("; "));
  };
  let found: Promise<ServerBinaries> | undefined;
  const programs = () => (found ??= serverBinaries({ user: place.user }));
  const { connection, lock } = await reachServer(place, {
    programs: async () => {
      const first = found === undefined;
      const binaries = await programs();
      if (first) toSay.push(...binaries.notes);
      sayWhere();
      return binaries;
    },
    note,
    signal: options.signal,
  }).finally(sayWhere);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= leaveServer(place, lock, programs));
  if (options.signal?.aborted) {
    await close();
    options.signal.throwIfAborted();
  }
  return { connection, url: connectionUrl(connection), folder: place.folder, notes, close };
}

/** Opens the server for as long as `use` runs. */
export async function withEmbeddedServer<T>(
  options: EmbeddedOptions,
  use: (server: EmbeddedServer) => Promise<T>,
): Promise<T> {
  const server = await openEmbeddedServer(options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

async function leaveServer(
  place: ClusterPlace,
  lock: ServerLock,
  programs: () => Promise<ServerBinaries>,
): Promise<void> {
  try {
    switch (await lock.leave()) {
      case "last":
        // Newcomers wait for the lock meanwhile; the stop throws them out and they start the server again.
        await stopServer(place, await programs());
        break;
      case "others":
      // One that stands still can't be stopped in order; when it goes on, our share has gone, and who comes next stops it.
      case "silent":
        break;
      case "lost":
        await leaveAgain(place, programs);
        break;
    }
  } finally {
    await lock.close();
  }
}

/** Our connection had gone, but a server may run all the same (restarted after a crash): if nobody has it open, it should not stay. */
async function leaveAgain(place: ClusterPlace, programs: () => Promise<ServerBinaries>): Promise<void> {
  const state = await readClusterState(place.folder);
  if (state.kind !== "running") return;
  const connection = connectionTo(
    state.postmaster,
    process.platform === "win32" ? await readPassword(place.folder) : undefined,
  );
  const lock = connection && (await lockServer(connection));
  if (!lock) return;
  try {
    if ((await lock.leave()) === "last") await stopServer(place, await programs());
  } finally {
    await lock.close();
  }
}
