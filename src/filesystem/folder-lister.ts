import { realpathSync, statSync, type BigIntStats, type Dirent } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { PassedByReason } from "../domain/passed-by.ts";
import { isBelow } from "../domain/path-rules.ts";
import { problemOfErrno } from "../domain/problem.ts";
import { errnoOf } from "../domain/error-code.ts";
import { listBrokenNames, mayBeBroken } from "./broken-names.ts";
import type { PathFilter } from "./follow-rules.ts";
import { lookNow, lookSlowly, type FolderLook } from "./folder-look.ts";
import type { ListFolder } from "./glob-names.ts";
import { isDatabaseFolder } from "./is-database-folder.ts";
import { readMountPoints } from "./mount-table.ts";
import type { WalkCollector } from "./walk-collector.ts";
import { isAtOrBelow, reachOf, stepsTo } from "./walk-reach.ts";
import type { WalkRequest } from "./walk.ts";

/** BTRFS_EMPTY_SUBVOL_DIR_OBJECTID of linux/btrfs_tree.h: an empty folder where a subvolume is not in this snapshot. */
const SUBVOLUME_STUB_INODE = 2n;
const SUBVOLUME_STUB =
  "a btrfs subvolume was here that is not in this snapshot (after a rollback?); nothing below it was looked at";

/**
 * The listing that fast-glob walks over. It keeps to the request's scopes and to what the rules follow, turns a folder that can't be listed into a
 * problem instead of an error or an empty folder, hides names that aren't UTF-8, and notes links to folders for later.
 */
export class FolderLister {
  readonly #request: WalkRequest;
  readonly #filter: PathFilter;
  readonly #collector: WalkCollector;
  readonly #skip: ReadonlySet<string>;
  readonly #mountPoints = readMountPoints();
  /** The library's folder without links: the table of mounts knows no others. */
  #realRoot: string | null = null;
  readonly #visited = new Set<string>();
  #linked: string[] = [];
  #start: string;
  constructor(request: WalkRequest, filter: PathFilter, collector: WalkCollector) {
    this.#request = request;
    this.#filter = filter;
    this.#collector = collector;
    this.#skip = new Set(request.skip);
    this.#start = request.root;
  }

  /** The next walk only goes through `folder`: the library itself, or a link inside it. */
  enterThrough(folder: string): void {
    this.#start = folder;
  }

  takeLinkedFolders(): string[] {
    const linked = this.#linked;
    this.#linked = [];
    return linked;
  }

  readonly list: ListFolder = (folder, _options, done) => {
    const path = sep === "/" ? folder : folder.replaceAll("/", sep);
    if (this.#collector.isSlow) {
      void this.#listSlowly(path, done);
      return;
    }
    const entries = this.#collector.stopped
      ? []
      : this.#entriesOf(path, lookNow(path, this.#collector.timed));
    setImmediate(() => done(null, entries));
  };

  async #listSlowly(folder: string, done: Parameters<ListFolder>[2]): Promise<void> {
    const look = await lookSlowly(folder);
    done(null, this.#collector.stopped ? [] : this.#entriesOf(folder, look));
  }

  #entriesOf(folder: string, look: FolderLook): Dirent[] {
    if (isBelow(this.#start, folder)) return this.#stepTowards(folder, [this.#start], look);
    const { isWithin, isDeep, towards } = reachOf(folder, this.#request.scopes);
    if (!isWithin) return towards.length === 0 ? [] : this.#stepTowards(folder, towards, look);
    if (!this.#enter(folder, look)) return [];
    const entries = this.#readFolder(folder, look);
    if (isDatabaseFolder(entries)) return [];
    return entries.flatMap((entry) => this.#keep(folder, entry, isDeep ? null : towards));
  }

  /** Notes a folder, once; false when it was walked already, is gone or can't be entered. */
  #enter(folder: string, look: FolderLook): boolean {
    try {
      const stats = look.stats();
      const key = `${stats.dev}:${stats.ino}`;
      if (this.#visited.has(key) && this.#start !== this.#request.root) return false;
      this.#visited.add(key);
      const isOther = folder !== this.#request.root && look.parent().dev !== stats.dev;
      const isMount = isOther && this.#isMountPoint(folder);
      if (isOther && !isMount && stats.ino === SUBVOLUME_STUB_INODE) {
        this.#collector.addUnreached({ path: folder, code: "folder-unreadable", message: SUBVOLUME_STUB });
        return false;
      }
      const signed = { device: BigInt.asIntN(64, stats.dev), inode: BigInt.asIntN(64, stats.ino) };
      this.#collector.addFolder({
        path: folder,
        ...signed,
        mtimeNs: stats.birthtimeNs === 0n ? BigInt.asIntN(64, stats.mtimeNs) : null,
        isMount: isMount && this.#start === this.#request.root,
      });
      return true;
    } catch (error) {
      this.#fail(folder, errnoOf(error));
      return false;
    }
  }

  /** Asked of folders on another device than the one above: a btrfs subvolume is on another and is no mount. */
  #isMountPoint(folder: string): boolean {
    if (this.#mountPoints === null) return true;
    this.#realRoot ??= realpathSync.native(this.#request.root);
    return this.#mountPoints.has(join(this.#realRoot, folder.slice(this.#request.root.length)));
  }

  #readFolder(folder: string, look: FolderLook): Dirent[] {
    try {
      const entries = look.entries();
      if (!mayBeBroken(entries)) return entries;
      const broken = this.#reportBrokenNames(folder);
      return entries.filter(({ name }) => !broken.has(name));
    } catch (error) {
      this.#fail(folder, errnoOf(error));
      return [];
    }
  }

  #reportBrokenNames(folder: string): Set<string> {
    const broken = listBrokenNames(folder);
    for (const { shown } of broken) {
      const path = join(folder, shown);
      this.#collector.addUnreached({ path, code: "name-not-utf8", message: "its name is not valid UTF-8" });
    }
    return new Set(broken.map(({ listed }) => listed));
  }

  /** `towards`: in a folder of which only the files are asked for, the only sub-folders to go on to. */
  #keep(folder: string, entry: Dirent, towards: readonly string[] | null): Dirent[] {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      if (this.#request.rules.followSymlinks) return this.#keepLink(path, entry);
      return this.#passBy("links", path);
    }
    if (!entry.isDirectory())
      return this.#isWanted(path) ? [entry] : this.#passBy(this.#filter.passesBy(path), path);
    if (this.#skip.has(path)) return [];
    if (!this.#filter.enters(path)) return this.#passBy("folders", path);
    if (towards !== null && !towards.some((scope) => isAtOrBelow(scope, path))) return [];
    return [entry];
  }

  #keepLink(path: string, entry: Dirent): Dirent[] {
    try {
      const stats = statSync(path, { bigint: true });
      if (stats.isDirectory()) {
        if (!this.#filter.enters(path)) return this.#passBy("folders", path);
        if (path === this.#start) return [asKind(entry, "folder")];
        if (this.#leadsBack(path, stats)) {
          this.#collector.addUnreached({
            path,
            code: "symlink-loop",
            message: "the link leads back to a folder above it",
          });
        } else this.#linked.push(path);
        return [];
      }
      if (!stats.isFile()) return [];
      return this.#isWanted(path) ? [asKind(entry, "file")] : this.#passBy(this.#filter.passesBy(path), path);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === "ELOOP")
        this.#collector.addUnreached({ path, code: "symlink-loop", message: "the link leads to itself" });
      else if (errno !== "ENOENT" && errno !== "ENOTDIR") this.#fail(path, errno);
      return [];
    }
  }

  #passBy(reason: PassedByReason, path: string): Dirent[] {
    this.#collector.passBy(reason, path);
    return [];
  }

  #isWanted(file: string): boolean {
    return this.#filter.follows(file) || this.#filter.namesSamples(file);
  }

  #leadsBack(link: string, target: BigIntStats): boolean {
    for (let folder = dirname(link); folder.length >= this.#request.root.length; folder = dirname(folder)) {
      const stats = statSync(folder, { bigint: true });
      if (stats.dev === target.dev && stats.ino === target.ino) return true;
      if (folder === dirname(folder)) break;
    }
    return false;
  }

  /** Of a folder above the scopes, only the steps that lead to them. */
  #stepTowards(folder: string, targets: readonly string[], look: FolderLook): Dirent[] {
    const wanted = stepsTo(targets, folder);
    return this.#readFolder(folder, look).flatMap((entry) => {
      if (!wanted.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (!this.#filter.enters(path)) return [];
      if (entry.isSymbolicLink() && this.#request.rules.followSymlinks) return [asKind(entry, "folder")];
      return entry.isDirectory() && !this.#skip.has(path) ? [entry] : [];
    });
  }

  #fail(folder: string, errno: string): void {
    // A folder that went away since its parent was listed is no problem: the sweep looks at each of its files.
    if (errno === "ENOENT" || errno === "ENOTDIR") return;
    const code = problemOfErrno(errno);
    this.#collector.addUnreached({
      path: folder,
      code: code === "no-permission" ? "folder-unreadable" : code,
      message: `this folder can't be listed (${errno}); nothing below it was looked at`,
    });
  }
}

function asKind(entry: Dirent, kind: "file" | "folder"): Dirent {
  entry.isSymbolicLink = () => false;
  entry.isFile = () => kind === "file";
  entry.isDirectory = () => kind === "folder";
  return entry;
}
