import { fileSystemTypeOf } from "../filesystem/file-system-type.ts";
import { raiseWatchLimitAdvice, readWatchLimits } from "../filesystem/watch-limits.ts";
import { openFolderWatcher } from "../filesystem/watch/folder-watcher.ts";
import { type SeenFolder } from "../filesystem/watch/watched-library.ts";
import type { WalkScope } from "../filesystem/walk.ts";
import type { FollowedFolder } from "./followed-folder.ts";
import { monotonicMs, passSignal, type ServiceParts } from "./service-parts.ts";

/** Network file systems tell nobody of changes: they stay without a watcher. */
export function openWatcher(followed: FollowedFolder, parts: ServiceParts): void {
  if (followed.fileSystem.isNetwork) return;
  const { queue, surroundings, faults, settings } = parts;
  const dueAt = (): number => monotonicMs() + settings.settleMs;
  followed.watchWith(
    openFolderWatcher(followed.folder, surroundings.engine, {
      onDirty: (folder) => {
        if (!followed.holds(folder)) return;
        queue.markDirty(followed.folder, { folder, deep: false, dueAt: dueAt() });
      },
      onOverflow: () => {
        surroundings.log.info(
          { event: "overflow", folder: followed.folder },
          "so many events at once that some may be lost: everything is looked at",
        );
        queue.wantWhole(followed.folder, "overflow", wholeAfterTrouble(followed, parts));
      },
      onError: (error, folder) => {
        faults.happened(`watcher ${followed.folder}`, `watching ${followed.folder} failed: ${error.message}`);
        if (folder !== null) followed.forgetRefusals();
        queue.wantWhole(followed.folder, "watcher-error", wholeAfterTrouble(followed, parts));
      },
    }),
  );
}

/** Another drive may have come to its place: what it lies on is asked anew. */
export async function watchAnew(followed: FollowedFolder, parts: ServiceParts): Promise<void> {
  followed.lieOn(await fileSystemTypeOf(followed.folder));
  await followed.watcher?.close();
  followed.watchWith(null);
  openWatcher(followed, parts);
}

/** However long a pass takes, trouble is not left alone for longer than an hour. */
const LONGEST_REST_MS = 3_600_000;

/** Trouble that goes on all day must not fill it with whole passes: they take a tenth of the time. */
function wholeAfterTrouble({ lastWhole }: FollowedFolder, { settings }: ServiceParts): number {
  const soon = monotonicMs() + settings.settleMs;
  if (lastWhole === null) return soon;
  return Math.max(soon, lastWhole.endedAt + Math.min(9 * lastWhole.tookMs, LONGEST_REST_MS));
}

/**
 * Watches every folder of these scopes, by a walk that looks at no file: a pass that comes after it misses nothing.
 * Scopes that are not deep are the caller's, who has listed them.
 */
export async function watchBelow(
  followed: FollowedFolder,
  scopes: readonly WalkScope[],
  parts: ServiceParts,
): Promise<void> {
  const deep = scopes.filter((scope) => scope.deep);
  if (followed.watcher === null || deep.length === 0) return;
  const { library, nested } = followed.plan;
  const request = {
    root: library.path,
    scopes: deep,
    rules: { ...parts.settings.rules, extensions: [] },
    skip: nested,
  };
  for await (const { folders } of parts.walker.walk(request, { signal: passSignal(parts) })) {
    await watchFolders(followed, folders);
  }
  await sayRefused(followed, parts);
}

/** Watches folders. Returns those that are new to us, or in another's place: whoever calls looks below them. */
export async function watchFolders(
  followed: FollowedFolder,
  folders: readonly SeenFolder[],
): Promise<readonly string[]> {
  if (followed.watcher === null) return [];
  const watched = await followed.watcher.watch(folders);
  return [...watched.added, ...followed.noteWatches(watched)];
}

async function sayRefused(followed: FollowedFolder, { faults }: ServiceParts): Promise<void> {
  const folders = followed.unwatched.size;
  const key = `unwatched ${followed.folder}`;
  if (folders === 0) return faults.over(key, `every folder of ${followed.folder} is watched again`);
  const limits = await readWatchLimits();
  if (limits === null || limits.usedWatches * 2 < limits.maxWatches) {
    const what = `${folders} folders of ${followed.folder} can't be watched and are looked at from time to time instead`;
    faults.happened(key, what, { folders });
  } else faults.happened(key, raiseWatchLimitAdvice(limits, folders), { folders });
}
