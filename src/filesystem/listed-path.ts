import { lstat, readdir, realpath } from "node:fs/promises";
import { dirname, join, parse, sep } from "node:path";
import { inTime } from "./in-time.ts";

/** Asked of a folder that somebody named, while that person waits. */
const PATIENCE_MS = 10_000;

/**
 * A path as the folders on its way list it. On a file system that ignores case (exFAT, NTFS, APFS), or the form of accents, one
 * place has many spellings, and they are one place; links stay as they are. What can't be listed stays as it was given.
 *
 * `realpath` is no help: on Linux it keeps the letters that were typed.
 */
export async function asListed(path: string): Promise<string> {
  const { root } = parse(path);
  let listed = root;
  for (const part of path.slice(root.length).split(sep)) {
    if (part === "") continue;
    listed = join(listed, await spellingIn(listed, part));
  }
  return listed;
}

/**
 * Where a path in its listed spelling leads, links resolved. Where a link's target was written in other letters than its folder lists,
 * the system gives those back on Linux; a path without links needs no listing.
 */
export async function listedRealPath(path: string): Promise<string> {
  const real = await realpath(path);
  return real === path ? real : asListed(real);
}

async function spellingIn(folder: string, part: string): Promise<string> {
  try {
    const names = await inTime(() => readdir(folder), PATIENCE_MS);
    if (names.includes(part)) return part;
    const alike = names.filter((name) => folded(name) === folded(part));
    if (alike.length === 0) return part;
    // It answers to a spelling that it does not list: what it lists under another one is that.
    const asked = await inTime(() => lstat(join(folder, part), { bigint: true }), PATIENCE_MS);
    for (const name of alike) {
      const found = await inTime(() => lstat(join(folder, name), { bigint: true }), PATIENCE_MS);
      if (found.ino === asked.ino && found.dev === asked.dev) return name;
    }
    // exFAT through FUSE gives one file another number under each spelling.
    return alike.length === 1 ? (alike[0] ?? part) : part;
  } catch {
    return part;
  }
}

function folded(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase();
}

/**
 * Tells of paths below `root` whether every folder on their way lists them under that very name: an alias is not where a file
 * lies. Each folder is listed once. Where one can't be listed nothing is known, and the answer is yes.
 */
export class Listings {
  readonly #names = new Map<string, Promise<ReadonlySet<string> | null>>();

  async holds(path: string, root: string): Promise<boolean> {
    for (let at = path; at.length > root.length; at = dirname(at)) {
      const folder = dirname(at);
      if (folder === at) return true;
      const names = await this.#in(folder);
      if (names !== null && !names.has(at.slice(folder.endsWith(sep) ? folder.length : folder.length + 1)))
        return false;
    }
    return true;
  }

  #in(folder: string): Promise<ReadonlySet<string> | null> {
    const known = this.#names.get(folder);
    if (known !== undefined) return known;
    const listing = inTime(() => readdir(folder)).then(
      (names) => new Set(names),
      () => null,
    );
    this.#names.set(folder, listing);
    return listing;
  }
}
