import { readdirSync } from "node:fs";
import { basename, dirname, sep } from "node:path";
import { problemOfErrno } from "../../domain/problem.ts";
import type { FileProblem } from "../../domain/reading.ts";
import { markVanished, nextVanished, type Vanished } from "../../catalog/changes.ts";
import { recordProblems } from "../../catalog/problems.ts";
import { lookAt } from "../../filesystem/file-mark.ts";
import { compileFollowRules } from "../../filesystem/follow-rules.ts";
import { READER_VERSION } from "../../reader/reader-version.ts";
import type { Pass } from "../pass.ts";

/** Rows looked at between two turns of the event loop: 1,000 lstat calls block it for about 5 ms. */
const PAGE = 1_000;

/**
 * Before anything is called gone, its very path is asked: only ENOENT and ENOTDIR, or something there that is no file,
 * mean gone. A file that is there is either out of what the config follows, or an alias of another name on a file system
 * that ignores case (then that name holds it, and this one is gone), or it came while we walked.
 */
export async function lookAtVanished(pass: Pass): Promise<void> {
  const { session, library } = pass;
  for (let after = 0n; ;) {
    const page = await nextVanished(session, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.n;
    const found = await judge(pass, page);
    await markVanished(session, found);
    await recordProblems(session, found.problems, { libraryId: library.id, readerVersion: READER_VERSION });
    pass.context.signal.throwIfAborted();
  }
}

interface Found {
  readonly gone: string[];
  readonly unfollowed: string[];
  readonly problems: FileProblem[];
}

async function judge(pass: Pass, page: readonly Vanished[]): Promise<Found> {
  const found: Found = { gone: [], unfollowed: [], problems: [] };
  const there: Vanished[] = [];
  for (const row of page) {
    const state = lookAt(row.path);
    if (state.kind === "file") there.push(row);
    else if (state.kind !== "unknown") found.gone.push(row.assetId);
    else found.problems.push(accessProblem(row.path, state.errno));
  }
  if (there.length === 0) return found;
  const { rules } = pass.options;
  const { path: root } = pass.library;
  const filter = compileFollowRules(rules, root);
  const listings = new Map<string, ReadonlySet<string> | null>();
  for (const row of there) {
    if (!isListed(row.path, listings)) found.gone.push(row.assetId);
    else if (!filter.follows(row.path) || (!rules.followSymlinks && isBehindLink(root, row.path))) {
      found.unfollowed.push(row.assetId);
    }
  }
  return found;
}

function accessProblem(path: string, errno: string): FileProblem {
  return {
    kind: "problem",
    path,
    code: problemOfErrno(errno),
    message: `it can't be looked at (${errno})`,
    mark: null,
  };
}

/** Whether the folder really lists that exact name; each is listed once. If it can't be listed, nothing is known: as if it did. */
function isListed(path: string, listings: Map<string, ReadonlySet<string> | null>): boolean {
  const folder = dirname(path);
  let names = listings.get(folder);
  if (names === undefined) {
    names = namesIn(folder);
    listings.set(folder, names);
  }
  return names?.has(basename(path)) ?? true;
}

function namesIn(folder: string): ReadonlySet<string> | null {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return null;
  }
}

/** Whether a folder between the library and the file is a link. */
function isBehindLink(root: string, path: string): boolean {
  for (let folder = dirname(path); folder.length > root.length && folder !== sep; folder = dirname(folder)) {
    if (lookAt(folder).kind === "other") return true;
  }
  return false;
}
