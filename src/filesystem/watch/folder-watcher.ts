import { ChokidarFolders } from "./chokidar-folders.ts";
import { RecursiveRoot } from "./recursive-root.ts";
import { WatchedLibrary } from "./watched-library.ts";

/** A folder as a walk saw it. `inode` is signed, as in `FileMark`. */
export interface SeenFolder {
  readonly path: string;
  readonly inode: bigint;
}

export interface WatchResult {
  /** How many of the given folders are watched now. */
  readonly watched: number;
  /** Those that were not watched before, or had another inode: whoever asked walks below them, now that they are watched. */
  readonly added: readonly string[];
  /** Those that the system would not watch (its limit, a file system without events): to be polled. */
  readonly refused: readonly string[];
}

/**
 * Tells which folders of one library may have changed. It never lists a folder: whoever hears of a dirty folder lists it
 * and passes it and the sub-folders that it saw to `watch`.
 */
export interface FolderWatcher {
  /**
   * Watches folders at or below the root. Idempotent by path and inode: a folder that was deleted and remade is watched
   * anew. A folder that is gone, or that we may not read, is in neither list: the walk meets the same and says so.
   */
  watch(folders: readonly SeenFolder[]): Promise<WatchResult>;
  /**
   * Stops watching the folder and all below it. Called with the root when the library goes offline: not every system tells of a
   * drive that is unplugged, and a drive that comes back is a new one to watch.
   */
  unwatch(folder: string): Promise<void>;
  readonly watchedFolders: number;
  isWatched(folder: string): boolean;
  /** Closes every handle and timer; no event follows. */
  close(): Promise<void>;
}

export interface WatchEvents {
  /** Something may have happened in this folder (an absolute path, which may be gone): at most once each 50 ms. */
  onDirty(folder: string): void;
  /** Events came faster than they can be trusted (the system may have dropped some), or were lost: look at everything. */
  onOverflow(): void;
  /** `folder` is the root when the root itself was lost: nothing is watched then, until `watch` is called again. */
  onError(error: Error, folder: string | null): void;
}

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
    engine === "folders" ? new ChokidarFolders(engineEvents) : new RecursiveRoot(root, engineEvents),
  );
}
