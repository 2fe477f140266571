import { basename, dirname, join } from "node:path";
import { isSameFolder } from "../file-mark.ts";
import { EventBurst } from "./event-burst.ts";
import { FolderTree } from "./folder-tree.ts";
import { GatheredFolders } from "./gathered-folders.ts";
import { TimeSlice } from "./time-slice.ts";
import { type EngineEvents, type WatchEngine } from "./watch-engine.ts";

interface WatchedFolder {
  readonly inode: bigint;
  close: () => void;
}

/**
 * The folders of one library that are watched, and what becomes of them when one is deleted, moved or remade: a watch
 * belongs to an inode, not to a path.
 */
export class WatchedLibrary implements FolderWatcher {
  readonly #root: string;
  readonly #events: WatchEvents;
  readonly #engine: WatchEngine;
  readonly #folders = new FolderTree<WatchedFolder>();
  readonly #dirty: GatheredFolders;
  /** Folders that may have been deleted, moved or remade. */
  readonly #suspects: GatheredFolders;
  readonly #burst: EventBurst;
  #closed = false;

  constructor(root: string, events: WatchEvents, openEngine: (events: EngineEvents) => WatchEngine) {
    this.#root = root;
    this.#events = events;
    this.#dirty = new GatheredFolders((folders) => {
      for (const folder of folders) events.onDirty(folder);
    });
    this.#suspects = new GatheredFolders((folders) => void this.#check(folders));
    this.#burst = new EventBurst(() => events.onOverflow());
    this.#engine = openEngine({
      happened: (folder, name, kind) => this.#happened(folder, name, kind),
      lost: () => events.onOverflow(),
      failed: (error, everything) => this.#failed(error, everything),
    });
  }

  get watchedFolders(): number {
    return this.#folders.size;
  }

  isWatched(folder: string): boolean {
    return this.#folders.get(folder) !== undefined;
  }

  async watch(folders: readonly SeenFolder[]): Promise<WatchResult> {
    const [added, refused]: [string[], string[]] = [[], []];
    const slice = new TimeSlice();
    let watched = 0;
    for (const folder of folders) {
      await slice.breathe();
      if (this.#closed) break;
      const outcome = this.#watchOne(folder);
      if (outcome === "watched" || outcome === "added") watched += 1;
      if (outcome === "added") added.push(folder.path);
      if (outcome === "refused") refused.push(folder.path);
    }
    return { watched, added, refused };
  }

  async unwatch(folder: string): Promise<void> {
    await closeInSlices(this.#folders.take(folder));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#dirty.close();
    this.#suspects.close();
    this.#burst.close();
    await closeInSlices(this.#folders.takeAll());
    await this.#engine.close();
  }

  #watchOne(folder: SeenFolder): "watched" | "added" | "refused" | "unreachable" {
    const before = this.#folders.get(folder.path);
    if (before?.inode === folder.inode) return "watched";
    // Another folder took the path: what is watched below is the old one's.
    if (before !== undefined) void this.unwatch(folder.path);
    const opened = this.#engine.open(folder.path);
    if (typeof opened === "string") return opened;
    this.#folders.set(folder.path, { inode: folder.inode, close: opened });
    return "added";
  }

  #happened(folder: string, name: string | null, kind: "rename" | "change"): void {
    if (this.#closed) return;
    this.#burst.count();
    const path = name === null ? folder : join(folder, name);
    const isWatched = name !== null && this.#folders.get(path) !== undefined;
    if (isWatched) this.#dirty.add(path);
    // A folder whose own mark changed (Windows says so at every save in it) need not have its parent listed.
    if (!isWatched || kind === "rename") this.#dirty.add(folder);
    if (isWatched && kind === "rename") this.#suspects.add(path);
    // inotify tells a folder's own end under its own name, which a sub-folder may have too.
    if (name === basename(folder) && kind === "rename") this.#suspects.add(folder);
  }

  /** From the top down, so that nothing is asked below a folder that has gone. */
  async #check(suspects: readonly string[]): Promise<void> {
    for (const folder of suspects.toSorted()) {
      const watched = this.#folders.get(folder);
      if (watched === undefined) continue;
      const isSame = await isSameFolder(folder, watched.inode);
      if (this.#closed) return;
      if (this.#folders.get(folder) !== watched) continue;
      if (isSame) this.#watchAnew(folder, watched);
      else this.#lose(folder);
    }
  }

  /** The inode may be the old one's number, given again: only a new watch is sure to hear. */
  #watchAnew(folder: string, watched: WatchedFolder): void {
    watched.close();
    const opened = this.#engine.open(folder);
    if (typeof opened === "string") {
      this.#lose(folder);
    } else {
      watched.close = opened;
      this.#dirty.add(folder);
    }
  }

  #lose(folder: string): void {
    if (folder === this.#root) {
      this.#failed(new Error("the folder is gone, or another one took its place"), true);
    } else {
      void this.unwatch(folder);
      this.#dirty.add(folder);
      this.#dirty.add(dirname(folder));
    }
  }

  #failed(error: Error, everything: boolean): void {
    if (this.#closed) return;
    if (everything) void closeInSlices(this.#folders.takeAll());
    this.#events.onError(error, everything ? this.#root : null);
  }
}

/** 25,000 watches take 120 ms to close. */
async function closeInSlices(folders: readonly WatchedFolder[]): Promise<void> {
  const slice = new TimeSlice();
  for (const folder of folders) {
    await slice.breathe();
    folder.close();
  }
}

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
