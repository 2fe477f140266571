import { dirname, sep } from "node:path";
import { problemOfErrno } from "../../domain/problem.ts";
import type { FileProblem } from "../../domain/reading.ts";
import { markVanished, nextVanished, type Vanished } from "../../catalog/changes.ts";
import { recordProblems } from "../../catalog/problems.ts";
import { lookAt, lookAtAll, type PathState } from "../../filesystem/file-mark.ts";
import { Listings } from "../../filesystem/listed-path.ts";
import { compileFollowRules } from "../../filesystem/follow-rules.ts";
import { READER_VERSION } from "../../reader/reader-version.ts";
import type { Pass } from "../pass.ts";

/** Rows looked at between two questions to the database, at once: the system's threads share them. */
const PAGE = 1_000;

/**
 * Before anything is called gone, its very path is asked: only ENOENT and ENOTDIR, or something there that is no file,
 * mean gone. A file that is there is either out of what the config follows, or an alias on a file system that ignores case (a
 * folder on its way lists it under another name, which holds it, and this one is gone), or it came while we walked.
 */
export async function lookAtVanished(pass: Pass): Promise<void> {
  const { session, library } = pass;
  const listings = new Listings();
  for (let after = 0n; ;) {
    const page = await nextVanished(session, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.n;
    const found = await judge(pass, page, listings);
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

async function judge(pass: Pass, page: readonly Vanished[], listings: Listings): Promise<Found> {
  const found: Found = { gone: [], unfollowed: [], problems: [] };
  const there: Vanished[] = [];
  const states = await statesOf(page.map(({ path }) => path));
  for (const [index, row] of page.entries()) {
    const state = states[index] ?? { kind: "unknown", errno: "EIO" };
    if (state.kind === "file") there.push(row);
    else if (state.kind !== "unknown") found.gone.push(row.assetId);
    else found.problems.push(accessProblem(row.path, state.errno));
  }
  if (there.length === 0) return found;
  const { rules } = pass.options;
  const { path: root } = pass.library;
  const filter = compileFollowRules(rules, root);
  for (const row of there) {
    if (!(await listings.holds(row.path, root))) found.gone.push(row.assetId);
    else if (!filter.follows(row.path) || (!rules.followSymlinks && (await isBehindLink(root, row.path)))) {
      found.unfollowed.push(row.assetId);
    }
  }
  return found;
}

/** A folder that is gone is one look for all of its files: 1,600 of them, on a drive with 20 ms a look, are half a minute. */
async function statesOf(paths: readonly string[]): Promise<PathState[]> {
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const looks = await lookAtAll(folders);
  const gone = new Set(folders.filter((_, index) => looks[index]?.kind === "gone"));
  const states = await lookAtAll(paths.filter((path) => !gone.has(dirname(path))));
  const left = states.values();
  return paths.map((path) =>
    gone.has(dirname(path)) ? { kind: "gone" } : (left.next().value ?? { kind: "unknown", errno: "EIO" }),
  );
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

/** Whether a folder between the library and the file is a link. */
async function isBehindLink(root: string, path: string): Promise<boolean> {
  for (let folder = dirname(path); folder.length > root.length && folder !== sep; folder = dirname(folder)) {
    if ((await lookAt(folder)).kind === "other") return true;
  }
  return false;
}
