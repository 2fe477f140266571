import type { ServiceLibrary, ServiceReport } from "../domain/service-report.ts";
import type { FollowedFolder } from "./followed-folder.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

export function buildReport(
  parts: ServiceParts,
  { state, since }: { state: ServiceReport["state"]; since: Date },
): ServiceReport {
  const { surroundings, settings, queue, link, missed, followed, unfollowed } = parts;
  const libraries = [
    ...[...followed.values()].map((one) => libraryOf(one, parts)),
    ...[...unfollowed].map(([path, reason]) => unfollowedLibrary(path, reason, parts)),
  ];
  const now = monotonicMs();
  return {
    version: 1,
    state,
    since: since.toISOString(),
    engine: surroundings.engine,
    settleMs: settings.settleMs,
    libraries,
    queue: {
      state: queue.state,
      dirtyFolders: libraries.reduce((sum, { dirtyFolders }) => sum + dirtyFolders, 0),
      wholePasses: [...followed.keys()].filter((folder) => (queue.wholeOf(folder)?.dueAt ?? Infinity) <= now)
        .length,
    },
    watches: shownLimits(parts),
    missed: {
      total: missed.total,
      last: missed.last === null ? null : { ...missed.last, at: missed.last.at.toISOString() },
    },
    database: {
      state: link.state,
      shownAs: link.database?.address.shownAs ?? null,
      since: link.since.toISOString(),
      outages: link.outages,
    },
  };
}

function libraryOf(one: FollowedFolder, { queue }: ServiceParts): ServiceLibrary {
  const next = queue.wholeOf(one.folder);
  return {
    path: one.folder,
    configured: one.isConfigured,
    state: one.state,
    reason: one.reason,
    since: one.since.toISOString(),
    mode: one.mode,
    fileSystem: one.fileSystem.type,
    watchedFolders: one.watcher?.watchedFolders ?? 0,
    polledFolders: one.unwatched.size,
    dirtyFolders: queue.dirtyOf(one.folder).length,
    lastReconcileAt: one.lastWhole?.at.toISOString() ?? null,
    nextReconcileSeconds: next === null ? null : Math.max(0, Math.round((next.dueAt - monotonicMs()) / 1000)),
  };
}

function unfollowedLibrary(path: string, reason: string, { settings }: ServiceParts): ServiceLibrary {
  return {
    path,
    configured: settings.areConfigured,
    state: "unfollowed",
    reason,
    since: null,
    mode: null,
    fileSystem: null,
    watchedFolders: 0,
    polledFolders: 0,
    dirtyFolders: 0,
    lastReconcileAt: null,
    nextReconcileSeconds: null,
  };
}

/** What we count ourselves is exact and free; reading fdinfo of 24,000 watches every few seconds is not. */
function shownLimits({ followed, limits }: ServiceParts): ServiceReport["watches"] {
  if (limits === null) return null;
  const used = [...followed.values()].reduce((sum, { watcher }) => sum + (watcher?.watchedFolders ?? 0), 0);
  return { used, allowed: limits.maxWatches, setting: limits.setting };
}
