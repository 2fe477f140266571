import { countFollowedFolders } from "../catalog/doctor.ts";
import type { Session } from "../catalog/session.ts";
import type { Finding } from "./doctor.ts";
import { humanCount } from "./human.ts";

/** Whether the system lets the service watch all folders that it follows; `limit` null: there is none. */
export async function readWatchFindings(session: Session, limit: number | null): Promise<Finding[]> {
  if (limit === null) return [];
  const needed = await countFollowedFolders(session, { moreThan: limit });
  if (needed <= limit) return [];
  // Twice what is needed: editors and sync programs watch folders too.
  const enough = 2 ** Math.ceil(Math.log2(needed * 2));
  return [
    {
      code: "watch-limit",
      severity: "warning",
      message: `${humanCount(needed)} folders to watch, ${humanCount(limit)} allowed: the service polls instead`,
      remedy: `echo fs.inotify.max_user_watches=${enough} | sudo tee /etc/sysctl.d/60-musaic.conf && sudo sysctl --system`,
    },
  ];
}
