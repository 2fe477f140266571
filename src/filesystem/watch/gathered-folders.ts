/**
 * Short beside `settleMs` (2,000), long enough that a file that is written in a thousand pieces is told once, and that
 * a folder that is remade at once is there again when it is looked at.
 */
const GATHER_MS = 50;

/** Gathers folders for a moment, each once, and hands them over together. */
export class GatheredFolders {
  readonly #handOver: (folders: readonly string[]) => void;
  readonly #folders = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(handOver: (folders: readonly string[]) => void) {
    this.#handOver = handOver;
  }

  add(folder: string): void {
    this.#folders.add(folder);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const folders = [...this.#folders];
      this.#folders.clear();
      this.#handOver(folders);
    }, GATHER_MS);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#folders.clear();
  }
}
