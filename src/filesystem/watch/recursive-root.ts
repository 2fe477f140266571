import { watch, type FSWatcher } from "node:fs";
import { basename, dirname, join } from "node:path";
import { refusalOf, type EngineEvents, type OpenedWatch, type WatchEngine } from "./watch-engine.ts";

/**
 * The engine for Windows and macOS: one recursive `fs.watch` on the root. Sub-folders need no watch of their own, so
 * that opening one costs nothing; opening the root again replaces the watch.
 *
 * On Linux Node imitates it with a watch for every file. The imitation stays deaf to a file that was replaced and to a
 * folder that was remade in one step (Node 20.20): good enough for tests, not for use.
 */
export class RecursiveRoot implements WatchEngine {
  readonly #root: string;
  readonly #events: EngineEvents;
  #native: FSWatcher | null = null;

  constructor(root: string, events: EngineEvents) {
    this.#root = root;
    this.#events = events;
  }

  open(folder: string): OpenedWatch {
    if (folder !== this.#root && this.#native !== null) return nothing;
    this.#closeNative();
    try {
      this.#native = this.#openNative();
    } catch (error) {
      return refusalOf(error);
    }
    return folder === this.#root ? this.#closerOf(this.#native) : nothing;
  }

  async close(): Promise<void> {
    this.#closeNative();
  }

  #openNative(): FSWatcher {
    const native = watch(this.#root, { recursive: true, persistent: true }, (kind, name) => {
      if (native === this.#native) this.#hear(kind, name);
    });
    native.on("error", (error) => {
      if (native !== this.#native) return;
      this.#closeNative();
      this.#events.failed(error, true);
    });
    return native;
  }

  /** Names are relative to the root. Windows gives none when its buffer overflowed. */
  #hear(kind: "rename" | "change", name: string | null): void {
    if (name === null) {
      this.#events.lost();
    } else if (name === "" || name === basename(this.#root)) {
      // The root itself, or a folder in it of the same name: whoever hears it looks at both.
      this.#events.happened(this.#root, basename(this.#root), kind);
    } else {
      const path = join(this.#root, name);
      this.#events.happened(dirname(path), basename(path), kind);
    }
  }

  #closerOf(native: FSWatcher): () => void {
    return () => {
      if (native === this.#native) this.#closeNative();
    };
  }

  #closeNative(): void {
    const native = this.#native;
    this.#native = null;
    native?.close();
  }
}

function nothing(): void {}
