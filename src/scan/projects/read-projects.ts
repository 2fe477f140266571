import {
  changedProjects,
  countProjects,
  forgetVanishedProjects,
  noteOutside,
  placesWithoutAsset,
  storeProjects,
  type WalkedProjects,
} from "../../catalog/project-files.ts";
import type { ProjectEntry } from "../../domain/project-reading.ts";
import { isBelow, rangeBelow, type PathRange } from "../../domain/path-rules.ts";
import { checkHealth } from "../../filesystem/health.ts";
import { walk } from "../../filesystem/walker.ts";
import { PROJECT_READER_VERSION } from "../../projects/read-project.ts";
import type { Pass } from "../pass.ts";
import { ProjectStalledError, ProjectThread } from "./project-thread.ts";

/** Files read between two looks at the clock, at the signal and at the database; the largest take a second. */
const FILES_A_BATCH = 50;
/** Paths looked at at once: some 10 ms. */
const PATHS_A_BATCH = 1_000;

/**
 * Reads the files of other programs that name samples, as far as they are new or changed, and stores what they name; then looks for
 * the files that they name and that are no assets. A whole pass also goes over the folders of `catalog.projects`. A file that can't be
 * read is stored as that; nothing else of the pass depends on it.
 */
export async function* readProjects(pass: Pass, walked: WalkedProjects): AsyncGenerator<undefined, void> {
  const isWhole = pass.options.scopes === null;
  yield* refresh(pass, walked.seen, isWhole ? rangeBelow(pass.library.path) : null);
  if (!isWhole) return;
  for (const folder of outsideFolders(pass)) yield* passOverFolder(pass, folder);
}

/** Those of the config that the library's own pass does not see. */
function outsideFolders({ options, library }: Pass): readonly string[] {
  const folders = options.rules.projectFolders ?? [];
  return folders.filter((folder) => folder !== library.path && !isBelow(folder, library.path));
}

/** `below`: everything there is looked at again; null: only what is read now. */
async function* refresh(
  { session, context, options }: Pass,
  seen: readonly ProjectEntry[],
  below: PathRange | null,
): AsyncGenerator<undefined, void> {
  const changed = await changedProjects(session, seen, PROJECT_READER_VERSION);
  const files = seen.filter(({ path }) => changed.has(path));
  if (files.length === 0 && below === null) return;
  let thread: ProjectThread | null = null;
  const ids: bigint[] = [];
  try {
    for (let from = 0; from < files.length; from += FILES_A_BATCH) {
      thread ??= new ProjectThread(context.signal);
      const batch = files.slice(from, from + FILES_A_BATCH);
      ids.push(...(await storeProjects(session, await thread.read(batch, options.rules.followSymlinks))));
      yield;
    }
    const places = await placesWithoutAsset(session, { ids, below });
    for (let from = 0; from < places.length; from += PATHS_A_BATCH) {
      thread ??= new ProjectThread(context.signal);
      const paths = places.slice(from, from + PATHS_A_BATCH);
      await noteOutside(session, paths, await thread.look(paths));
      yield;
    }
  } catch (error) {
    // Projects name files on any drive: one that hangs is no reason to fail a library's pass, and the next one asks again.
    if (!(error instanceof ProjectStalledError)) throw error;
    context.events.onNote?.(`what projects use is not wholly known: ${error.message}`);
  } finally {
    await thread?.close();
  }
}

/** A folder outside of libraries: nothing is forgotten of one that is away, or in which nothing is seen any more. */
async function* passOverFolder(pass: Pass, folder: string): AsyncGenerator<undefined, void> {
  const { session, context, options } = pass;
  const health = await checkHealth(folder, { isMountPoint: false, mounts: [] });
  if (health.kind === "offline") {
    context.events.onNote?.(`${folder}: ${health.reason}; what its projects use stays as it was`);
    return;
  }
  const seen: ProjectEntry[] = [];
  const leftOut: string[] = [];
  const rules = { ...options.rules, include: [], extensions: [] };
  const scopes = [{ folder, deep: true }];
  const walking = { root: folder, scopes, rules, skip: [] };
  const walked = { signal: context.signal };
  for await (const batch of context.walker?.walk(walking, walked) ?? walk(walking, walked)) {
    seen.push(...batch.projects);
    leftOut.push(...batch.unreached.map(({ path }) => path));
    yield;
  }
  const range = rangeBelow(folder);
  yield* refresh(pass, seen, range);
  if (seen.length > 0 || (await countProjects(session, range)) === 0)
    await forgetVanishedProjects(session, { scopes: [{ ...range, deep: true }], leftOut, seen });
  else
    context.events.onNote?.(
      `${folder}: none of its projects is there any more; what they use stays as it was`,
    );
}
