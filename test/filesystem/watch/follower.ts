import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { openFolderWatcher, type WatchEngineName } from "../../../src/filesystem/watch/folder-watcher.ts";
import { type SeenFolder } from "../../../src/filesystem/watch/watched-library.ts";

/** Paths below the root and what is in the files; a folder is null. */
export type Tree = Record<string, string | null>;

/** An empty folder of its own, removed when the caller's scope ends. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "musaic-watch-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** What is on the disk. */
export function treeOf(root: string): Tree {
  const found: Tree = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found[relative(root, path)] = entry.isDirectory() ? null : readFileSync(path, "utf8");
  }
  return found;
}

/**
 * Does what a pass does, in the smallest way: lists the folders that it is told, watches what it sees, walks below what is
 * newly watched, and keeps what it knows. It knows only what the watcher led it to.
 */
export class Follower implements AsyncDisposable {
  readonly root: string;
  readonly dirty: string[] = [];
  readonly errors: { message: string; folder: string | null }[] = [];
  readonly refused = new Set<string>();
  overflows = 0;
  readonly watcher;
  readonly #known = new Map<string, Map<string, string | null>>();
  #work: Promise<void> = Promise.resolve();

  constructor(root: string, engine: WatchEngineName) {
    this.root = root;
    this.watcher = openFolderWatcher(root, engine, {
      onDirty: (folder) => {
        this.dirty.push(relative(root, folder));
        this.#work = this.#work.then(() => this.#look(folder));
      },
      onOverflow: () => {
        this.overflows += 1;
      },
      onError: (error, folder) => {
        this.errors.push({ message: error.message, folder });
      },
    });
  }

  static async follow(root: string, engine: WatchEngineName): Promise<Follower> {
    const follower = new Follower(root, engine);
    await follower.reconcile();
    return follower;
  }

  async reconcile(): Promise<void> {
    this.#work = this.#work.then(() => this.#look(this.root));
    await this.#work;
  }

  known(): Tree {
    const tree: Tree = {};
    for (const [folder, entries] of this.#known) {
      for (const [name, content] of entries) tree[relative(this.root, join(folder, name))] = content;
    }
    return tree;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watcher.close();
    await this.#work;
  }

  async #look(folder: string): Promise<void> {
    const folders = foldersIn(folder);
    if (folders === null) return this.#forget(folder);
    const result = await this.watcher.watch(folders);
    for (const path of result.refused) this.refused.add(path);
    const entries = listing(folder);
    if (entries === null) return this.#forget(folder);
    const before = this.#known.get(folder);
    for (const [name, content] of before ?? []) {
      if (content === null && entries.get(name) !== null) await this.#forget(join(folder, name));
    }
    this.#known.set(folder, entries);
    const added = new Set(result.added);
    for (const [name, content] of entries) {
      const path = join(folder, name);
      if (content === null && (added.has(path) || !this.#known.has(path))) await this.#look(path);
    }
  }

  async #forget(folder: string): Promise<void> {
    // That the root is gone is for the watcher to find.
    if (folder !== this.root) await this.watcher.unwatch(folder);
    for (const known of this.#known.keys()) {
      if (known === folder || !relative(folder, known).startsWith("..")) this.#known.delete(known);
    }
  }
}

/** The folder and its sub-folders; null when it is gone. */
function foldersIn(folder: string): SeenFolder[] | null {
  try {
    const subFolders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...subFolders.map((entry) => join(folder, entry.name))].flatMap(
      (path) => seen(path) ?? [],
    );
  } catch {
    return null;
  }
}

/** Null when it went away meanwhile. */
function seen(path: string): SeenFolder | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.isDirectory() ? { path, inode: BigInt.asIntN(64, found.ino) } : null;
}

function listing(folder: string): Map<string, string | null> | null {
  try {
    const entries = new Map<string, string | null>();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const content = entry.isDirectory() ? null : contentOf(join(folder, entry.name));
      if (content !== undefined) entries.set(entry.name, content);
    }
    return entries;
  } catch {
    return null;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
