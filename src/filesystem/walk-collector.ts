import { lstatSync, statSync } from "node:fs";
import { MARK_WIDTH } from "../domain/entry.ts";
import { problemOfErrno } from "../domain/problem.ts";
import { errnoOf } from "../domain/error-code.ts";
import { fileMarkOf } from "../domain/entry.ts";
import type { Unreached, WalkBatch, WalkedFolder } from "./walk.ts";

export interface WalkEvents {
  /** Something was listed or stat'ed. */
  onStep(): void;
  /** Some thousand entries; false stops the walk. */
  onBatch(batch: WalkBatch): boolean;
}

/** Measured at 500 to 10,000: from 2,000 on, messages cost nothing beside lstat. */
const BATCH_ENTRIES = 2_000;
/** PostgreSQL's btree holds 2,704 bytes a key; the design's limit is 2,600. */
const PATH_LIMIT_BYTES = 2_600;

/** Gathers what the walk sees and sends it on in batches. */
export class WalkCollector {
  readonly #events: WalkEvents;
  #paths: string[] = [];
  #marks = new BigInt64Array(BATCH_ENTRIES * MARK_WIDTH);
  #folders: WalkedFolder[] = [];
  #unreached: Unreached[] = [];
  stopped = false;

  constructor(events: WalkEvents) {
    this.#events = events;
  }

  addFile(path: string, throughLinks: boolean): void {
    if (this.stopped) return;
    this.#events.onStep();
    if (path.length * 3 > PATH_LIMIT_BYTES && Buffer.byteLength(path) > PATH_LIMIT_BYTES) {
      this.addUnreached({
        path: path.slice(0, 600),
        code: "path-too-long",
        message: `its path has ${Buffer.byteLength(path)} bytes`,
      });
      return;
    }
    try {
      const stats = throughLinks ? statSync(path, { bigint: true }) : lstatSync(path, { bigint: true });
      // What was a file when its folder was listed may be something else by now.
      if (!stats.isFile()) return;
      const mark = fileMarkOf(stats);
      this.#marks.set(
        [mark.sizeBytes, mark.mtimeNs, mark.ctimeNs, mark.device, mark.inode, mark.birthNs],
        this.#paths.length * MARK_WIDTH,
      );
      this.#paths.push(path);
      if (this.#paths.length === BATCH_ENTRIES) this.flush();
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === "ENOENT" || errno === "ENOTDIR") return; // gone since it was listed: the sweep looks for itself
      this.addUnreached({ path, code: problemOfErrno(errno), message: `it can't be looked at (${errno})` });
    }
  }

  addFolder(folder: WalkedFolder): void {
    this.#events.onStep();
    this.#folders.push(folder);
  }

  addUnreached(unreached: Unreached): void {
    this.#unreached.push(unreached);
  }

  flush(): void {
    if (this.stopped || this.#paths.length + this.#folders.length + this.#unreached.length === 0) return;
    const marks = this.#marks.slice(0, this.#paths.length * MARK_WIDTH);
    const batch: WalkBatch = {
      entries: { paths: this.#paths, marks },
      folders: this.#folders,
      unreached: this.#unreached,
    };
    this.#paths = [];
    this.#folders = [];
    this.#unreached = [];
    if (!this.#events.onBatch(batch)) this.stopped = true;
  }
}
