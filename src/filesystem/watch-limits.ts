import { readdir, readFile, readlink } from "node:fs/promises";

/** How many folders Linux lets a user watch. Other programs of the same user draw on the same number. */
export interface WatchLimits {
  /** The kernel setting that binds. */
  readonly setting: "fs.inotify.max_user_watches" | "user.max_inotify_watches";
  readonly maxWatches: number;
  /** Held by this process. */
  readonly usedWatches: number;
}

/** Null where there is no such limit (not Linux) or it can't be read. inotify(7), namespaces(7). */
export async function readWatchLimits(): Promise<WatchLimits | null> {
  const ofHost = await numberIn("/proc/sys/fs/inotify/max_user_watches");
  if (ofHost === null) return null;
  // In a user namespace (rootless containers) its own limit counts beside the host's.
  const ofNamespace = (await numberIn("/proc/sys/user/max_inotify_watches")) ?? Infinity;
  return {
    setting: ofNamespace < ofHost ? "user.max_inotify_watches" : "fs.inotify.max_user_watches",
    maxWatches: Math.min(ofHost, ofNamespace),
    usedWatches: await usedWatches(),
  };
}

/**
 * The one line for a person whose library has more folders than the system lets us watch: which setting, and a value.
 * The value leaves other programs twice the room that we lack, in a power of two; 1 KB of kernel memory each is only taken by
 * watches in use.
 */
export function raiseWatchLimitAdvice(limits: WatchLimits, refusedFolders: number): string {
  const value = 2 ** Math.ceil(Math.log2(limits.maxWatches + 2 * refusedFolders));
  return (
    `${refusedFolders} folders are over the limit of ${limits.maxWatches} watches and are looked at from time to time instead; ` +
    `to follow them at once: sudo sysctl -w ${limits.setting}=${value} (and the same in a file in /etc/sysctl.d to keep it)`
  );
}

/** The kernel lists each inotify descriptor's watches, one a line, in fdinfo: proc_pid_fdinfo(5). */
async function usedWatches(): Promise<number> {
  let watches = 0;
  for (const descriptor of await readdir("/proc/self/fd").catch(() => [])) {
    const target = await readlink(`/proc/self/fd/${descriptor}`).catch(() => "");
    if (!target.includes("inotify")) continue;
    const lines = await readFile(`/proc/self/fdinfo/${descriptor}`, "utf8").catch(() => "");
    watches += lines.split("\ninotify ").length - 1;
  }
  return watches;
}

async function numberIn(path: string): Promise<number | null> {
  try {
    const number = Number.parseInt(await readFile(path, "utf8"), 10);
    return Number.isSafeInteger(number) ? number : null;
  } catch {
    return null;
  }
}
