import { extname } from "node:path";
import { lstatSync, statSync, type BigIntStats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { MARK_WIDTH } from "../domain/entry.ts";
import { addEnding, nothingPassedBy, type PassedByReason } from "../domain/passed-by.ts";
import { problemOfErrno } from "../domain/problem.ts";
import { errnoOf } from "../domain/error-code.ts";
import { fileMarkOf } from "../domain/entry.ts";
import type { ProjectEntry } from "../domain/project-reading.ts";
import { SlowDrive, type Timed } from "./slow-drive.ts";
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

interface WantedFile {
  /** It is a sample. */
  readonly isFollowed: boolean;
  /** It names samples. */
  readonly isProject: boolean;
  readonly throughLinks: boolean;
}

/** Gathers what the walk sees and sends it on in batches. */
export class WalkCollector {
  readonly #events: WalkEvents;
  #paths: string[] = [];
  #marks = new BigInt64Array(BATCH_ENTRIES * MARK_WIDTH);
  #projects: ProjectEntry[] = [];
  #folders: WalkedFolder[] = [];
  #unreached: Unreached[] = [];
  #passedBy = nothingPassedBy();
  #hasPassedBy = false;
  readonly #drive = new SlowDrive();
  stopped = false;

  constructor(events: WalkEvents) {
    this.#events = events;
  }

  /** Whether looks have taken so long that several are worth asking at once. */
  get isSlow(): boolean {
    return this.#drive.isSlow;
  }

  /** Does a synchronous look for somebody who tells `isSlow` by it. */
  readonly timed: Timed = (look, answers) => this.#drive.timed(look, answers);

  /** Looks at a file that is followed, or read for the samples that it names, or both. What it gives back is fulfilled when the next one may come. */
  add(path: string, wanted: WantedFile): Promise<void> | undefined {
    if (this.stopped || !this.#isStorable(path)) return undefined;
    const { throughLinks } = wanted;
    if (this.#drive.isSlow)
      return this.#drive.ask(() =>
        (throughLinks ? stat : lstat)(path, { bigint: true }).then(
          (stats) => this.#take(path, stats, wanted),
          (error: unknown) => this.#fail(path, error),
        ),
      );
    try {
      const look = throughLinks ? statSync : lstatSync;
      this.#take(
        path,
        this.#drive.timed(() => look(path, { bigint: true })),
        wanted,
      );
    } catch (error) {
      this.#fail(path, error);
    }
    return undefined;
  }

  /** Everything that was asked has been answered. */
  settled(): Promise<void> {
    return this.#drive.settled();
  }

  #isStorable(path: string): boolean {
    if (path.length * 3 <= PATH_LIMIT_BYTES || Buffer.byteLength(path) <= PATH_LIMIT_BYTES) return true;
    this.addUnreached({
      path: path.slice(0, 600),
      code: "path-too-long",
      message: `its path has ${Buffer.byteLength(path)} bytes`,
    });
    return false;
  }

  #take(path: string, stats: BigIntStats, { isFollowed, isProject }: WantedFile): void {
    this.#events.onStep();
    // What was a file when its folder was listed may be something else by now.
    if (this.stopped || !stats.isFile()) return;
    const mark = fileMarkOf(stats);
    const { sizeBytes, mtimeNs, ctimeNs } = mark;
    if (isProject) this.#projects.push({ path, sizeBytes, mtimeNs, ctimeNs });
    if (isFollowed) {
      this.#marks.set(
        [sizeBytes, mtimeNs, ctimeNs, mark.device, mark.inode, mark.birthNs],
        this.#paths.length * MARK_WIDTH,
      );
      this.#paths.push(path);
    }
    if (this.#paths.length === BATCH_ENTRIES || this.#projects.length === BATCH_ENTRIES) this.flush();
  }

  #fail(path: string, error: unknown): void {
    this.#events.onStep();
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ENOTDIR") return; // gone since it was listed: the sweep looks for itself
    this.addUnreached({ path, code: problemOfErrno(errno), message: `it can't be looked at (${errno})` });
  }

  addFolder(folder: WalkedFolder): void {
    this.#events.onStep();
    this.#folders.push(folder);
  }

  addUnreached(unreached: Unreached): void {
    this.#unreached.push(unreached);
  }

  /** Takes note of what is not taken; of a file of another kind, which. */
  passBy(reason: PassedByReason, path: string): void {
    this.#hasPassedBy = true;
    this.#passedBy[reason] += 1;
    if (reason === "otherKinds") addEnding(this.#passedBy, extname(path).slice(1).toLowerCase(), 1);
  }

  flush(): void {
    const gathered = [this.#paths, this.#projects, this.#folders, this.#unreached];
    if (this.stopped || (!this.#hasPassedBy && gathered.every(({ length }) => length === 0))) return;
    const marks = this.#marks.slice(0, this.#paths.length * MARK_WIDTH);
    const batch: WalkBatch = {
      entries: { paths: this.#paths, marks },
      projects: this.#projects,
      folders: this.#folders,
      unreached: this.#unreached,
      passedBy: this.#passedBy,
    };
    this.#paths = [];
    this.#projects = [];
    this.#folders = [];
    this.#unreached = [];
    this.#passedBy = nothingPassedBy();
    this.#hasPassedBy = false;
    if (!this.#events.onBatch(batch)) this.stopped = true;
  }
}
