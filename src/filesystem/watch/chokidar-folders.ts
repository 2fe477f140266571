import { FSWatcher } from "chokidar";
import { refusalOf, type EngineEvents, type OpenedWatch, type WatchEngine } from "./watch-engine.ts";

/**
 * The engine for Linux: one inotify watch a folder, held by chokidar; its `raw` events say that something happened in
 * the folder, whatever it was.
 *
 * Only chokidar's lowest layer is used, `_watchWithNodeFs` (typed and reachable, but not in its manual). Its front door,
 * `add`, lists the folder and stats each file before it watches, and again after each event, which our pass does anyway; it also watches
 * the parent of a folder that has gone, turns a backslash in a Linux name into a slash, skips names that end in `~`, and says
 * `ready` once. Measured (24,985 folders with 288,000 files, Node 20.20, 2 cores):
 *
 * | way | ready | memory grows by | longest block |
 * | --- | --- | --- | --- |
 * | `add` with `depth: 0`, files ignored, batches of 500 | 12.2 s | 322 MB (peak 361) | 262 ms |
 * | `add` without its listing, batches of 200 | 1.7 s | 138 MB | 36 ms |
 * | `_watchWithNodeFs`, as here | 0.3 s | 82 MB | 6 ms |
 * | plain `fs.watch` without chokidar | 0.3 s | 48 MB | 3 ms |
 *
 * All four take one watch a folder. The same with the library's own book-keeping (`WatchedLibrary`): 0.5 to 0.9 s and 97 MB on a
 * machine that was busy besides. package.json pins chokidar's exact version for this; the tests fail if it moves.
 */
export class ChokidarFolders implements WatchEngine {
  readonly #chokidar: FSWatcher;
  readonly #closers = new Map<string, () => void>();
  /** chokidar reports an attempt that failed through its `error` event, before `_watchWithNodeFs` returns. */
  #attempt: { error: Error | null } | null = null;

  constructor(events: EngineEvents) {
    this.#chokidar = new FSWatcher({ persistent: true, depth: 0, ignoreInitial: true, usePolling: false });
    // CHOKIDAR_USEPOLLING, which people set for other programs, would win over the option and miss files saved over.
    this.#chokidar.options = { ...this.#chokidar.options, usePolling: false };
    this.#chokidar.on("raw", (kind, name, details) => {
      if (saysWatchedPath(details)) events.happened(details.watchedPath, name, kind);
    });
    this.#chokidar.on("error", (thrown) => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (this.#attempt === null) events.failed(error, false);
      else this.#attempt.error = error;
    });
  }

  open(folder: string): OpenedWatch {
    // chokidar would hand out the watch that it has for this path, which may be deaf.
    this.#closers.get(folder)?.();
    const attempt: { error: Error | null } = { error: null };
    this.#attempt = attempt;
    const close = this.#chokidar._nodeFsHandler._watchWithNodeFs(folder, nothing);
    this.#attempt = null;
    // The names that chokidar keeps for its listings, which it never makes here.
    this.#chokidar._watched.clear();
    if (close === undefined) return attempt.error === null ? "unreachable" : refusalOf(attempt.error);
    const closeOnce = () => {
      if (this.#closers.get(folder) !== closeOnce) return;
      this.#closers.delete(folder);
      close();
    };
    this.#closers.set(folder, closeOnce);
    return closeOnce;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.values()) close();
    await this.#chokidar.close();
  }
}

function nothing(): void {}

function saysWatchedPath(details: unknown): details is { readonly watchedPath: string } {
  return typeof details === "object" && details !== null && "watchedPath" in details;
}
