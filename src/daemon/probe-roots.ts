import type { FollowedFolder } from "./followed-folder.ts";
import type { PassLoop } from "./pass-loop.ts";
import { RootProbe } from "./root-probe.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

/** A drive that is plugged in is found within seconds; two calls of the system for each library cost nothing. */
const PROBE_MS = 2_000;

/** Looks every other second whether a followed folder, or a drive inside it, came or went. Returns what ends it. */
export function probeRoots(parts: ServiceParts, loop: PassLoop): () => void {
  const probe = new RootProbe();
  const timer = setInterval(() => {
    for (const followed of parts.followed.values()) void probeFolder(followed, probe, parts);
    for (const folder of parts.unfollowed.keys()) {
      void probe.hasChanged(folder).then((changed) => changed && loop.followAgain());
    }
  }, PROBE_MS);
  return () => clearInterval(timer);
}

async function probeFolder(
  followed: FollowedFolder,
  probe: RootProbe,
  { queue }: ServiceParts,
): Promise<void> {
  const places = [followed.folder, ...followed.mounts];
  const changes = await Promise.all(places.map((place) => probe.hasChanged(place)));
  if (!changes.includes(true)) return;
  queue.pause(followed.folder, -Infinity);
  queue.wantWhole(followed.folder, "root-changed", monotonicMs());
}
