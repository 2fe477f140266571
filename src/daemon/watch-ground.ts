import { fileSystemTypeOf } from "../filesystem/file-system-type.ts";
import { raiseWatchLimitAdvice, readWatchLimits } from "../filesystem/watch-limits.ts";
import { openFolderWatcher } from "../filesystem/watch/folder-watcher.ts";
import { type SeenFolder } from "../filesystem/watch/watched-library.ts";
import type { WalkScope } from "../filesystem/walk.ts";
import type { Ground } from "./ground.ts";
import { monotonicMs, passSignal, type ServiceParts } from "./service-parts.ts";

/** Network file systems tell nobody of changes: their grounds stay without a watcher. */
export function openWatcher(ground: Ground, parts: ServiceParts): void {
  if (ground.fileSystem.isNetwork) return;
  const { queue, around, faults, settings } = parts;
  const dueAt = (): number => monotonicMs() + settings.settleMs;
  ground.watcher = openFolderWatcher(ground.folder, around.engine, {
    onDirty: (folder) => {
      if (!ground.holds(folder)) return;
      queue.markDirty(ground.folder, { folder, deep: false, dueAt: dueAt() });
    },
    onOverflow: () => {
      around.log.info(
        { event: "overflow", folder: ground.folder },
        "so many events at once that some may be lost: everything is looked at",
      );
      queue.wantWhole(ground.folder, "overflow", wholeAfterTrouble(ground, parts));
    },
    onError: (error, folder) => {
      faults.happened(`watcher ${ground.folder}`, `watching ${ground.folder} failed: ${error.message}`);
      if (folder !== null) ground.refused.clear();
      queue.wantWhole(ground.folder, "watcher-error", wholeAfterTrouble(ground, parts));
    },
  });
}

/** Another drive may have come to the ground's place: what it lies on is asked anew. */
export async function watchAnew(ground: Ground, parts: ServiceParts): Promise<void> {
  ground.fileSystem = await fileSystemTypeOf(ground.folder);
  await ground.watcher?.close();
  ground.watcher = null;
  ground.refused.clear();
  openWatcher(ground, parts);
}

/** However long a pass takes, trouble is not left alone for longer than an hour. */
const LONGEST_REST_MS = 3_600_000;

/** Trouble that goes on all day must not fill it with whole passes: they take a tenth of the time. */
function wholeAfterTrouble({ lastWholeEnd, lastWholeMs }: Ground, { settings }: ServiceParts): number {
  const soon = monotonicMs() + settings.settleMs;
  return Math.max(soon, lastWholeEnd + Math.min(9 * lastWholeMs, LONGEST_REST_MS));
}

/**
 * Watches every folder of these scopes, by a walk that looks at no file: a pass that comes after it misses nothing.
 * Scopes that are not deep are the caller's, who has listed them.
 */
export async function watchBelow(
  ground: Ground,
  scopes: readonly WalkScope[],
  parts: ServiceParts,
): Promise<void> {
  const deep = scopes.filter((scope) => scope.deep);
  if (ground.watcher === null || deep.length === 0) return;
  const { library, nested } = ground.plan;
  const request = {
    root: library.path,
    scopes: deep,
    rules: { ...parts.settings.rules, extensions: [] },
    skip: nested,
  };
  for await (const { folders } of parts.walker.walk(request, { signal: passSignal(parts) })) {
    await watchFolders(ground, folders);
  }
  await sayRefused(ground, parts);
}

/** Watches folders. Returns those that are new to us, or in another's place: whoever calls looks below them. */
export async function watchFolders(
  ground: Ground,
  folders: readonly SeenFolder[],
): Promise<readonly string[]> {
  if (ground.watcher === null) return [];
  const { added, refused } = await ground.watcher.watch(folders);
  const news = refused.filter((folder) => !ground.refused.has(folder));
  for (const folder of news) ground.refused.add(folder);
  for (const folder of added) ground.refused.delete(folder);
  return [...added, ...news];
}

async function sayRefused(ground: Ground, { faults }: ServiceParts): Promise<void> {
  const folders = ground.refused.size;
  if (folders === ground.refusedTold) return;
  ground.refusedTold = folders;
  const key = `unwatched ${ground.folder}`;
  if (folders === 0) return faults.over(key, `every folder of ${ground.folder} is watched again`);
  const limits = await readWatchLimits();
  if (limits === null || limits.usedWatches * 2 < limits.maxWatches) {
    const what = `${folders} folders of ${ground.folder} can't be watched and are looked at from time to time instead`;
    faults.happened(key, what, { folders });
  } else faults.happened(key, raiseWatchLimitAdvice(limits, folders), { folders });
}
