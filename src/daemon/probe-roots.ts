import type { FollowedFolder } from "./followed-folder.ts";
import type { PassLoop } from "./pass-loop.ts";
import { Arrivals } from "../filesystem/watch/arrivals.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

/** A drive that is plugged in is found within seconds; two calls of the system for each library cost nothing. */
const PROBE_MS = 2_000;
/** Whatever nobody is told of (a mount below a folder that is not listed, another machine's claim): asked again so often. */
const FOLLOW_AGAIN_MS = 60_000;

/** Looks every other second whether a followed folder, or a drive inside it, came or went. Returns what ends it. */
export function probeRoots(parts: ServiceParts, loop: PassLoop): () => void {
  const { probe } = parts;
  const arrivals = new Arrivals(() => loop.followAgain());
  let askedAt = monotonicMs();
  const timer = setInterval(() => {
    if (parts.unfollowed.size > 0 && monotonicMs() - askedAt > FOLLOW_AGAIN_MS) {
      askedAt = monotonicMs();
      loop.followAgain();
    }
    for (const followed of parts.followed.values()) void probeFolder(followed, parts);
    arrivals.await(new Set(parts.unfollowed.keys()));
    for (const folder of parts.unfollowed.keys()) {
      // One that came since it was refused is news at the first look already.
      void probe.hasChanged(folder, "ENOENT").then((changed) => changed && loop.followAgain());
    }
  }, PROBE_MS);
  return () => {
    clearInterval(timer);
    void arrivals.close();
  };
}

async function probeFolder(followed: FollowedFolder, { queue, probe }: ServiceParts): Promise<void> {
  const places = [followed.folder, ...followed.mounts];
  const changes = await Promise.all(places.map((place) => probe.hasChanged(place)));
  if (!changes.includes(true)) return;
  queue.pause(followed.folder, -Infinity);
  queue.wantWhole(followed.folder, "root-changed", monotonicMs());
}
