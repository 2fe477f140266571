import type { Ground } from "./ground.ts";
import type { PassLoop } from "./pass-loop.ts";
import { RootProbe } from "./root-probe.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

/** A drive that is plugged in is found within seconds; two calls of the system for each library cost nothing. */
const PROBE_MS = 2_000;

/** Looks every other second whether a followed folder, or a drive inside it, came or went. Returns what ends it. */
export function probeRoots(parts: ServiceParts, loop: PassLoop): () => void {
  const probe = new RootProbe();
  const timer = setInterval(() => {
    for (const ground of parts.grounds.values()) void probeGround(ground, probe, parts);
    for (const folder of parts.unfollowed.keys()) {
      void probe.hasChanged(folder).then((changed) => changed && loop.followAgain());
    }
  }, PROBE_MS);
  return () => clearInterval(timer);
}

async function probeGround(ground: Ground, probe: RootProbe, { queue }: ServiceParts): Promise<void> {
  const places = [ground.folder, ...ground.mounts];
  const changes = await Promise.all(places.map((place) => probe.hasChanged(place)));
  if (!changes.includes(true)) return;
  queue.hold(ground.folder, -Infinity);
  queue.wantWhole(ground.folder, "root-changed", monotonicMs());
}
