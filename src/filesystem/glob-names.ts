import { type Dirent } from "node:fs";
import { sep } from "node:path";
import { finished } from "node:stream/promises";
import fastGlob from "fast-glob";
import { fromLineSafe, lineSafe } from "./line-safe-names.ts";

/** As many as the system's threads (see start.cts). */
const LISTED_AT_ONCE = 16;

/** The callback form of `readdir` that fast-glob asks for. */
export type ListFolder = (
  path: string,
  options: { withFileTypes: true },
  done: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
) => void;

/**
 * fast-glob for names only: it lists through `list`, stats nothing, and keeps no list of what it has seen. It is asked for
 * everything: what is followed is for `list` to say. Names come relative to `root`, in the platform's spelling. `list`
 * must answer in a later turn of the event loop: fast-glob recurses on answers, and its stream is only emptied between turns.
 * While what `onName` gave back is not fulfilled, no further name comes.
 */
export async function globNames(
  root: string,
  list: ListFolder,
  onName: (name: string) => Promise<void> | undefined,
): Promise<void> {
  const stream = fastGlob.globStream("**", {
    cwd: root,
    // fast-glob's own types want the whole of `fs`; it uses what it is given and Node's for the rest.
    fs: { readdir: lineSafeList(root, list) as unknown as typeof import("node:fs").readdir },
    dot: true,
    followSymbolicLinks: false,
    onlyFiles: true,
    // A set of all names costs 10 MB a 100,000 files, and one pattern yields no name twice.
    unique: false,
    // Folders listed at once, where listing takes time; by itself as many as there are cores.
    concurrency: LISTED_AT_ONCE,
  });
  stream.on("data", (name: string) => {
    const busy = onName(nativePath(fromLineSafe(name)));
    if (busy === undefined) return;
    stream.pause();
    void busy.then(() => stream.resume());
  });
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
function nativePath(name: string): string {
  return sep === "/" ? name : name.replaceAll("/", sep);
}
