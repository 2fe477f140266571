import { open, rename, rmdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ClusterPlace } from "./cluster-place.ts";
import { readPostmaster, type Postmaster } from "./postmaster-file.ts";
import { lastUsefulLine, runProgram } from "./run-program.ts";
import type { ServerBinaries } from "./server-binaries.ts";
import { apartFromService } from "./start-apart.ts";
import { startOptions, type ServerAddress } from "./server-settings.ts";
import { makeSocketFolder } from "./socket-folder.ts";
import { freePort } from "./windows-login.ts";

/** A start takes 0.1 s, after a crash as long as replaying at most 1 GB of WAL; a stop writes at most 128 MB. */
const SERVER_TIMEOUT_S = 30;

/** Two of these at most: the server's own lines are few (see server-settings.ts). */
const MAX_LOG_BYTES = 1_048_576;

export const SERVER_LOG = "server.log";

/** Starts the server in a session of its own. Says why where it doesn't come up; another process may have started it meanwhile. */
export async function startServer(
  place: ClusterPlace,
  binaries: ServerBinaries,
): Promise<string | undefined> {
  const log = join(place.folder, SERVER_LOG);
  const logged = await turnOverLog(log);
  const address = await serverAddress(place);
  // pg_ctl puts these paths into a shell's command line: relative ones hold no character that means something there.
  const args = [
    "start",
    "-w",
    "-t",
    String(SERVER_TIMEOUT_S),
    "-s",
    "-D",
    ".",
    "-l",
    SERVER_LOG,
    "-o",
    startOptions(address),
  ];
  const options = {
    user: place.user,
    folder: place.folder,
    timeoutMs: (SERVER_TIMEOUT_S + 5) * 1000,
    output: process.platform === "win32" ? "ignored" : "collected",
  } as const;
  const [helper, ...words] = apartFromService(process.env, [binaries.pgCtl, ...args], place.folder) ?? [];
  if (helper !== undefined && (await runProgram(helper, words, options)).code === 0) return undefined;
  const { code, errno, output } = await runProgram(binaries.pgCtl, args, options);
  if (code === 0) return undefined;
  if (address.kind === "socket") await removeIfEmpty(address.folder);
  return errno ?? lastUsefulLine(`${output}\n${await readFrom(log, logged)}`);
}

/** Stops the server as it would stop for anyone: running statements are rolled back, everything is written. */
export async function stopServer(place: ClusterPlace, binaries: ServerBinaries): Promise<void> {
  const postmaster = await readPostmaster(place.folder);
  const args = ["stop", "-m", "fast", "-w", "-t", String(SERVER_TIMEOUT_S), "-s", "-D", "."];
  const { code, errno, output } = await runProgram(binaries.pgCtl, args, {
    user: place.user,
    folder: place.folder,
    timeoutMs: (SERVER_TIMEOUT_S + 5) * 1000,
  });
  // It ended by itself, or another process has started a new one already.
  if (code !== 0 && (await readPostmaster(place.folder))?.pid === postmaster?.pid && postmaster) {
    const reason = errno ?? lastUsefulLine(output);
    throw new CatalogError("embedded-unavailable", `the database in ${place.folder} did not stop: ${reason}`);
  }
  if (postmaster?.host?.includes("/musaic-")) await removeIfEmpty(postmaster.host);
}

/** Who starts at this very moment and loses the folder to us tries again. */
async function removeIfEmpty(socketFolder: string): Promise<void> {
  await rmdir(socketFolder).catch(() => undefined);
}

/** Removes a `postmaster.pid` that would hinder a start, unless it is another one by now. */
export async function removeStalePid(cluster: string, stale: Postmaster): Promise<void> {
  const now = await readPostmaster(cluster);
  if (now?.pid === stale.pid) await unlink(join(cluster, "postmaster.pid")).catch(() => undefined);
}

async function serverAddress(place: ClusterPlace): Promise<ServerAddress> {
  return process.platform === "win32"
    ? { kind: "loopback", port: await freePort() }
    : { kind: "socket", folder: await makeSocketFolder(place.folder, place.user) };
}

/** Returns where this start's lines begin. */
async function turnOverLog(log: string): Promise<number> {
  try {
    const { size } = await stat(log);
    if (size <= MAX_LOG_BYTES) return size;
    await rename(log, `${log}.1`);
  } catch {
    // No log yet, or another process turns it over at this moment.
  }
  return 0;
}

async function readFrom(log: string, position: number): Promise<string> {
  try {
    const handle = await open(log, "r");
    try {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(16_384), position });
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
