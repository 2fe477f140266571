import { close } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { FileProblem } from "../domain/reading.ts";
import { openRegularFile, openRegularFileBeside, type OpenFile } from "./open-regular-file.ts";

export interface Opened {
  /** `Date.now()` before the file was opened. */
  readonly startedMs: number;
  readonly file: OpenFile | FileProblem;
}

/** A local disk opens a file within 20 µs, a hard disk that has to look for it within 20 ms; a share over Wi-Fi takes 60 ms each time. */
const SLOW_MS = 10;
/** A busy machine delays one, or two. */
const SLOW_IN_A_ROW = 3;
/** Two threads of ours, as many as a small machine has, keep the sixteen of the system (see start.cts) busy with so many. */
const AHEAD = 8;
/** A drive that died may hold all threads of the system for good: then a file of another drive is opened by the reader's own. */
const PATIENCE_MS = 5_000;

/**
 * Opens the files of a batch in their order.
 *
 *   quick  one when it is asked for
 *   slow   some ahead, beside the reading; so until the end of the batch
 */
export class OpenAhead {
  readonly #paths: readonly string[];
  readonly #followSymlinks: boolean;
  readonly #opening = new Map<number, Promise<Opened>>();
  #asked = 0;
  #slowInARow = 0;

  constructor(paths: readonly string[], followSymlinks: boolean) {
    this.#paths = paths;
    this.#followSymlinks = followSymlinks;
  }

  /** Each of them once. Who gets a descriptor closes it. */
  async take(index: number): Promise<Opened> {
    if (this.#slowInARow < SLOW_IN_A_ROW) return this.#openTimed(index);
    const until = Math.min(index + AHEAD, this.#paths.length);
    for (this.#asked = Math.max(this.#asked, index); this.#asked < until; this.#asked += 1)
      this.#opening.set(this.#asked, this.#openBeside(this.#asked));
    const opened = await this.#openedInTime(index);
    if (opened === null) return openNow(this.#paths[index] ?? "", this.#followSymlinks);
    this.#opening.delete(index);
    return opened;
  }

  /** Closes what nobody took, also what is opened later. */
  close(): void {
    for (const opening of this.#opening.values())
      void opening.then(({ file }) => {
        if (file.kind === "open") close(file.descriptor, () => undefined);
      });
    this.#opening.clear();
  }

  async #openedInTime(index: number): Promise<Opened | null> {
    const stop = new AbortController();
    const tooLate = pause(PATIENCE_MS, null, { signal: stop.signal }).catch(() => null);
    try {
      return await Promise.race([this.#opening.get(index) ?? null, tooLate]);
    } finally {
      stop.abort();
    }
  }

  #openTimed(index: number): Opened {
    const since = performance.now();
    const opened = openNow(this.#paths[index] ?? "", this.#followSymlinks);
    this.#slowInARow = performance.now() - since > SLOW_MS ? this.#slowInARow + 1 : 0;
    return opened;
  }

  async #openBeside(index: number): Promise<Opened> {
    const startedMs = Date.now();
    return { startedMs, file: await openRegularFileBeside(this.#paths[index] ?? "", this.#followSymlinks) };
  }
}

export function openNow(path: string, followSymlinks: boolean): Opened {
  return { startedMs: Date.now(), file: openRegularFile(path, followSymlinks) };
}
