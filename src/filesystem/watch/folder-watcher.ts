import type { FolderWatcher, WatchEvents } from "./watched-library.ts";
import { FolderWatches } from "./folder-watches.ts";
import { RecursiveRoot } from "./recursive-root.ts";
import { WatchedLibrary } from "./watched-library.ts";

/** How the system is asked: a watch for each folder, or one for the whole tree. */
export type WatchEngineName = "folders" | "recursive";

/**
 * Linux has no recursive watch of its own. On Windows watches on sub-folders keep people from renaming the folders
 * above them, and macOS runs out of file handles: there one recursive watch serves a library.
 */
export function defaultEngine(platform: NodeJS.Platform): WatchEngineName {
  return platform === "win32" || platform === "darwin" ? "recursive" : "folders";
}

/** Watches nothing yet: the root, too, is passed to `watch`. A folder belongs to one watcher of this process only. */
export function openFolderWatcher(root: string, engine: WatchEngineName, events: WatchEvents): FolderWatcher {
  return new WatchedLibrary(root, events, (engineEvents) =>
    engine === "folders" ? new FolderWatches(engineEvents) : new RecursiveRoot(root, engineEvents),
  );
}
