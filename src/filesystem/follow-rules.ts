import { Dirent } from "node:fs";
import { extname, join, sep } from "node:path";
import { finished } from "node:stream/promises";
import fastGlob from "fast-glob";
import { fromLineSafe, lineSafe } from "./line-safe-names.ts";

/** Which files of a library the catalog follows. Globs are relative to the library and ignore case. */
export interface FollowRules {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Without the dot, lower case. */
  readonly extensions: readonly string[];
  readonly followSymlinks: boolean;
}

/** The callback form of `readdir` that fast-glob asks for. */
export type ListFolder = (
  path: string,
  options: { withFileTypes: true },
  done: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
) => void;

/**
 * fast-glob for names only: it lists through `list`, stats nothing, and keeps no list of what it has seen. Names come
 * relative to `root`, with `/` between their parts on every platform. `list` must answer in a later turn of the event
 * loop: fast-glob recurses on answers, and its stream is only emptied between turns.
 */
export async function globNames(
  root: string,
  rules: FollowRules,
  list: ListFolder,
  onName: (name: string) => void,
): Promise<void> {
  const stream = fastGlob.globStream([...rules.include], {
    cwd: root,
    ignore: [...rules.exclude],
    // fast-glob's own types want the whole of `fs`; it uses what it is given and Node's for the rest.
    fs: { readdir: lineSafeList(root, list) as unknown as typeof import("node:fs").readdir },
    caseSensitiveMatch: false,
    dot: false,
    followSymbolicLinks: false,
    onlyFiles: true,
    // A set of all names costs 10 MB a 100,000 files, and one include list yields no name twice.
    unique: rules.include.length > 1,
  });
  stream.on("data", (name: string) => onName(fromLineSafe(name)));
  await finished(stream);
}

/** The listing as fast-glob sees it; below the root, paths come back in its spelling. */
function lineSafeList(root: string, list: ListFolder): ListFolder {
  return (path, options, done) => {
    const folder = path.startsWith(root) ? root + fromLineSafe(path.slice(root.length)) : path;
    list(folder, options, (error, entries) => {
      for (const entry of entries) entry.name = lineSafe(entry.name);
      done(error, entries);
    });
  };
}

/** fast-glob says `/` everywhere; the catalog keeps the platform's own separators. */
export function nativePath(name: string): string {
  return sep === "/" ? name : name.replaceAll("/", sep);
}

/** True for a name whose extension the catalog follows. */
export function hasFollowedExtension(path: string, extensions: ReadonlySet<string>): boolean {
  return extensions.has(extname(path).slice(1).toLowerCase());
}

/**
 * Which of these relative paths the rules follow: the same globs over a tree that holds just these paths, so that a
 * rule means here exactly what it means on a walk. Reads nothing from the disk.
 */
export async function followedAmong(paths: readonly string[], rules: FollowRules): Promise<Set<string>> {
  const root = join(sep, "library");
  const folders = foldersOf(paths, root);
  const extensions = new Set(rules.extensions);
  const followed = new Set<string>();
  const list: ListFolder = (path, _options, done) => {
    setImmediate(() => done(null, [...(folders.get(path)?.values() ?? [])]));
  };
  await globNames(root, rules, list, (name) => {
    const path = nativePath(name);
    if (hasFollowedExtension(path, extensions)) followed.add(path);
  });
  return followed;
}

/** Which of these relative folders a walk by the rules enters. Reads nothing from the disk. */
export async function enteredAmong(folders: readonly string[], rules: FollowRules): Promise<Set<string>> {
  const root = join(sep, "library");
  const tree = foldersOf(
    folders.map((folder) => join(folder, "any")),
    root,
  );
  const entered = new Set<string>();
  const list: ListFolder = (path, _options, done) => {
    const folder = nativePath(path);
    if (folder !== root) entered.add(folder.slice(root.length + 1));
    setImmediate(() => done(null, [...(tree.get(folder)?.values() ?? [])]));
  };
  await globNames(root, rules, list, () => undefined);
  return entered;
}

function foldersOf(paths: readonly string[], root: string): Map<string, Map<string, Dirent>> {
  const folders = new Map<string, Map<string, Dirent>>();
  for (const path of paths) {
    const parts = path.split(sep);
    let folder = root;
    for (const [index, part] of parts.entries()) {
      const names = folders.get(folder) ?? new Map<string, Dirent>();
      folders.set(folder, names);
      const isLeaf = index === parts.length - 1;
      if (!names.has(part)) names.set(part, virtualEntry(part, folder, isLeaf));
      folder = join(folder, part);
    }
  }
  return folders;
}

function virtualEntry(name: string, parentPath: string, isFile: boolean): Dirent {
  const entry = new Dirent() as Dirent & { name: string; parentPath: string };
  entry.name = name;
  entry.parentPath = parentPath;
  entry.isFile = () => isFile;
  entry.isDirectory = () => !isFile;
  entry.isSymbolicLink = () => false;
  return entry;
}
