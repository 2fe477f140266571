import { lstatSync, statSync } from "node:fs";
import { MARK_WIDTH } from "../domain/entry.ts";
import { problemOfErrno } from "../domain/problem.ts";
import { errnoOf } from "../domain/error-code.ts";
import { fileMarkOf, type FileMark } from "../domain/entry.ts";
import type { ProjectEntry } from "../domain/project-reading.ts";
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
  #projects: ProjectEntry[] = [];
  #folders: WalkedFolder[] = [];
  #unreached: Unreached[] = [];
  stopped = false;

  constructor(events: WalkEvents) {
    this.#events = events;
  }

  addFile(path: string, throughLinks: boolean): void {
    const mark = this.#look(path, throughLinks);
    if (mark === null) return;
    this.#marks.set(
      [mark.sizeBytes, mark.mtimeNs, mark.ctimeNs, mark.device, mark.inode, mark.birthNs],
      this.#paths.length * MARK_WIDTH,
    );
    this.#paths.push(path);
    if (this.#paths.length === BATCH_ENTRIES) this.flush();
  }

  addProject(path: string, throughLinks: boolean): void {
    const mark = this.#look(path, throughLinks);
    if (mark === null) return;
    const { sizeBytes, mtimeNs, ctimeNs } = mark;
    this.#projects.push({ path, sizeBytes, mtimeNs, ctimeNs });
    if (this.#projects.length === BATCH_ENTRIES) this.flush();
  }

  /** Null for what is no file or can't be looked at; the latter is told. */
  #look(path: string, throughLinks: boolean): FileMark | null {
    if (this.stopped) return null;
    this.#events.onStep();
    if (path.length * 3 > PATH_LIMIT_BYTES && Buffer.byteLength(path) > PATH_LIMIT_BYTES) {
      this.addUnreached({
        path: path.slice(0, 600),
        code: "path-too-long",
        message: `its path has ${Buffer.byteLength(path)} bytes`,
      });
      return null;
    }
    try {
      const stats = throughLinks ? statSync(path, { bigint: true }) : lstatSync(path, { bigint: true });
      // What was a file when its folder was listed may be something else by now.
      return stats.isFile() ? fileMarkOf(stats) : null;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === "ENOENT" || errno === "ENOTDIR") return null; // gone since it was listed: the sweep looks for itself
      this.addUnreached({ path, code: problemOfErrno(errno), message: `it can't be looked at (${errno})` });
      return null;
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
    const gathered = [this.#paths, this.#projects, this.#folders, this.#unreached];
    if (this.stopped || gathered.every(({ length }) => length === 0)) return;
    const marks = this.#marks.slice(0, this.#paths.length * MARK_WIDTH);
    const batch: WalkBatch = {
      entries: { paths: this.#paths, marks },
      projects: this.#projects,
      folders: this.#folders,
      unreached: this.#unreached,
    };
    this.#paths = [];
    this.#projects = [];
    this.#folders = [];
    this.#unreached = [];
    if (!this.#events.onBatch(batch)) this.stopped = true;
  }
}
