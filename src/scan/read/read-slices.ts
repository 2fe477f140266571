import type { WalkedProjects } from "../../catalog/project-files.ts";
import { readProjects } from "../projects/read-projects.ts";
import type { Pass, UnsettledFolder } from "../pass.ts";
import { believeLibrary, type Healthy } from "./believe-library.ts";
import { diffChanges } from "./diff-changes.ts";
import { followMovedDrives } from "./follow-moved-drives.ts";
import { readChanges } from "./read-changes.ts";
import { stageWalk } from "./stage-walk.ts";

/** What the decision has to know of the reading. */
export interface ReadHalf {
  /** The library as it was before the walk. */
  readonly health: Healthy;
  /** Folders with files that were still being written. */
  readonly unsettled: readonly UnsettledFolder[];
  /** The files of other programs that name samples, as the walk saw them. */
  readonly projects: WalkedProjects;
}

/**
 * The reading half of a pass, its stages in order, a slice at a time: walk, diff, read, store, and what projects name. Whatever it learns about files
 * goes through the staging tables of its session; new content becomes a row at once, and what only a decision can judge waits.
 *
 * It needs no claim. Between two slices nothing is under way: it may stop there, and be done twice or by two processes at
 * once. Throws LibraryOfflineError, the signal's reason, or a CatalogError; what was stored until then stays and is used by
 * the next pass.
 */
export async function* readSlices(pass: Pass): AsyncGenerator<undefined, ReadHalf> {
  const health = await believeLibrary(pass);
  await followMovedDrives(pass, health);
  const { unsettled, projects } = yield* stageWalk(pass, health);
  await believeLibrary(pass, health);
  await diffChanges(pass, health);
  yield;
  yield* readChanges(pass);
  yield* readProjects(pass, projects);
  return { health, unsettled, projects };
}
