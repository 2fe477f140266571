import { watch, type FSWatcher } from "chokidar";

/**
 * Tells at once when a folder that is not there comes: chokidar waits for it in the nearest folder above that is there. A drive
 * that is mounted makes no event: whoever needs that looks from time to time as well.
 */
export class Arrivals {
  readonly #onArrival: (folder: string) => void;
  #watcher: FSWatcher | null = null;
  #awaited: ReadonlySet<string> = new Set();

  constructor(onArrival: (folder: string) => void) {
    this.#onArrival = onArrival;
  }

  /** From now on these are waited for, and no others. */
  await(folders: ReadonlySet<string>): void {
    if (folders.size === this.#awaited.size && [...folders].every((folder) => this.#awaited.has(folder)))
      return;
    this.#awaited = folders;
    void this.#watcher?.close();
    this.#watcher = null;
    if (folders.size === 0) return;
    this.#watcher = watch([...folders], { depth: 0, ignoreInitial: true })
      .on("addDir", (folder) => {
        if (this.#awaited.has(folder)) this.#onArrival(folder);
      })
      // Who can't be told looks from time to time, as for drives.
      .on("error", () => undefined);
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }
}
