import type { Finding, Surroundings } from "./doctor.ts";
import { humanCount } from "./human.ts";

/** Each library needs a watcher of its own on some systems, and other programs need some too. */
const FEW_INSTANCES = 128;

/** What the system allows the service to watch. */
export function watchFindings(watches: Surroundings["watches"]): Finding[] {
  const findings: Finding[] = [];
  if (watches === undefined) return findings;
  const { limit, needed, instances } = watches;
  if (limit !== null && needed !== null && needed > limit) {
    // Twice what is needed: editors and sync programs watch folders too.
    const enough = 2 ** Math.ceil(Math.log2(needed * 2));
    findings.push({
      code: "watch-limit",
      severity: "warning",
      message: `${humanCount(needed)} folders to watch, ${humanCount(limit)} allowed: the service polls instead`,
      remedy: `echo fs.inotify.max_user_watches=${enough} | sudo tee /etc/sysctl.d/60-musaic.conf && sudo sysctl --system`,
    });
  }
  if (instances !== null && instances < FEW_INSTANCES) {
    findings.push({
      code: "watch-instances",
      severity: "note",
      message: `the system allows ${instances} watchers for each user: few, if other programs watch too`,
      remedy: `echo fs.inotify.max_user_instances=${FEW_INSTANCES * 4} | sudo tee /etc/sysctl.d/61-musaic.conf && sudo sysctl --system`,
    });
  }
  return findings;
}
