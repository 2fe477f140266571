import { sep } from "node:path";
import type { ProjectEntry } from "../../domain/project-reading.ts";
import { MARK_WIDTH, type EntryBatch } from "../../domain/entry.ts";
import { addPassedBy } from "../../domain/passed-by.ts";
import { rangeBelow } from "../../domain/path-rules.ts";
import type { WalkedProjects } from "../../catalog/project-files.ts";
import { recordMounts } from "../../catalog/libraries.ts";
import { recordProblems } from "../../catalog/problems.ts";
import {
  openStaging,
  stageEntries,
  stageFolderTimes,
  stageUnreached,
  stageUnsettled,
  type FolderTime,
} from "../../catalog/staging.ts";
import { readVolumeIds } from "../../filesystem/volume-id.ts";
import { WalkStalledError } from "../../filesystem/walk-thread.ts";
import { type Unreached, type WalkBatch } from "../../filesystem/walk.ts";
import { walk } from "../../filesystem/walker.ts";
import { READER_VERSION } from "../../reader/reader-version.ts";
import { LibraryOfflineError, type Healthy } from "./believe-library.ts";
import type { Pass, UnsettledFolder } from "../pass.ts";
import { realPathOf } from "./follow-moved-drives.ts";

/** What the deciding half and the projects' stage have to know of the walk. */
export interface Staged {
  /** Folders with files that were still being written. */
  readonly unsettled: readonly UnsettledFolder[];
  readonly projects: WalkedProjects;
}

/** What the walk met beside entries. */
interface Met {
  readonly unreached: Unreached[];
  readonly mounts: string[];
  readonly projects: ProjectEntry[];
  readonly folderTimes: FolderTime[];
  readonly unsettledPaths: string[];
  /** When the last unsettled file of each folder changed. */
  readonly unsettledFolders: Map<string, bigint>;
}

export const NS_PER_MS = 1_000_000n;

/** A slice of the walk: some hundred folders of samples. On a slow drive it ends after two seconds, so that the pass can give a sign of life. */
const SLICE_FILES = 20_000;
const SLICE_MS = 2_000;

/** Walks the pass's scopes into the staging tables, a slice at a time. */
export async function* stageWalk(pass: Pass, health: Healthy): AsyncGenerator<undefined, Staged> {
  const { session, library, context, options } = pass;
  // Most of what the walk will see is going to be read.
  if (!library.wasPassed || options.verify) context.pool.start();
  const scopes = pass.scopes.map(({ folder, deep }) => ({ ...rangeBelow(folder), deep }));
  await openStaging(session, scopes);
  const met: Met = {
    unreached: [],
    mounts: [],
    projects: [],
    folderTimes: [],
    unsettledPaths: [],
    unsettledFolders: new Map(),
  };
  const skip = [...pass.nested, ...health.offlineMounts];
  const request = { root: library.path, scopes: pass.scopes, rules: options.rules, skip };
  const walked = { signal: context.signal };
  const batches = context.walker?.walk(request, walked) ?? walk(request, walked);
  const entries = entriesOf(batches, pass, met);
  try {
    for (let isOver = false; !isOver;) {
      const slice = new Slice(entries);
      await stageEntries(session, slice.take());
      isOver = slice.isLast;
      yield;
    }
  } catch (error) {
    if (error instanceof WalkStalledError) throw new LibraryOfflineError(error.message);
    throw error;
  } finally {
    await entries.return(undefined);
  }
  const outOfReach = await stageWhatWasMet(pass, met, health);
  return {
    unsettled: [...met.unsettledFolders].map(([folder, ns]) => ({
      folder,
      changedAtMs: Number(ns / NS_PER_MS),
    })),
    projects: { scopes, leftOut: [...outOfReach, ...pass.nested], seen: met.projects },
  };
}

/** Takes from the walk until the slice is full. */
class Slice {
  readonly #entries: AsyncGenerator<EntryBatch>;
  /** Whether the walk ended in it. */
  isLast = false;

  constructor(entries: AsyncGenerator<EntryBatch>) {
    this.#entries = entries;
  }

  async *take(): AsyncGenerator<EntryBatch> {
    const until = performance.now() + SLICE_MS;
    for (let files = 0; files < SLICE_FILES && performance.now() < until;) {
      const next = await this.#entries.next();
      if (next.done === true) {
        this.isLast = true;
        return;
      }
      files += next.value.paths.length;
      yield next.value;
    }
  }
}

/** Returns what is out of the pass's reach. */
async function stageWhatWasMet(pass: Pass, met: Met, health: Healthy): Promise<string[]> {
  const { session, library } = pass;
  const outOfReach = [
    ...met.unreached.map(({ path }) => path),
    ...met.unsettledPaths,
    ...health.offlineMounts,
  ];
  await stageUnreached(
    session,
    outOfReach.map((path) => ({ path, ...rangeBelow(path) })),
  );
  await stageUnsettled(session, met.unsettledPaths);
  await stageFolderTimes(session, met.folderTimes);
  await recordProblems(
    session,
    met.unreached.map((one) => ({ ...one, mark: null })),
    { libraryId: library.id, readerVersion: READER_VERSION },
  );
  const volumes = await readVolumeIds(met.mounts.map((path) => realPathOf(path, pass, health)));
  const mounted = met.mounts.map((path, index) => ({ path, volume: volumes[index] ?? null }));
  await recordMounts(session, library.id, { mounted, offline: health.offlineMounts });
  return outOfReach;
}

/** Tells of a file's mtime whether it changed so lately that it may still be written; a time in the future is no sign of that. */
export function freshnessNow(settleMs: number): (mtimeNs: bigint) => boolean {
  const now = BigInt(Date.now()) * NS_PER_MS;
  const since = now - BigInt(settleMs) * NS_PER_MS;
  return (mtimeNs) => mtimeNs > since && mtimeNs <= now;
}

export function foldersOf(paths: readonly string[]): string[] {
  return [...new Set(paths.map(folderOf))];
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf(sep)) || sep;
}

/** Takes note of all that is no entry, and hands the entries on. */
async function* entriesOf(
  batches: AsyncIterable<WalkBatch>,
  pass: Pass,
  met: Met,
): AsyncGenerator<EntryBatch> {
  const { events } = pass.context;
  let files = 0;
  const isFresh = freshnessNow(pass.options.settleMs);
  for await (const { entries, projects, folders, unreached, passedBy } of batches) {
    addPassedBy(pass.passedBy, passedBy);
    for (const project of projects) {
      if (pass.options.settleMs > 0 && isFresh(project.mtimeNs))
        noteUnsettled(met, project.path, project.mtimeNs);
      else met.projects.push(project);
    }
    met.unreached.push(...unreached);
    met.mounts.push(...folders.filter(({ isMount }) => isMount).map(({ path }) => path));
    for (const { path, mtimeNs } of folders) if (mtimeNs !== null) met.folderTimes.push({ path, mtimeNs });
    events.onFolders?.(folders);
    files += entries.paths.length;
    events.onProgress?.({ stage: "walk", files });
    yield pass.options.settleMs === 0 ? entries : settledOnly(entries, pass.options.settleMs, met);
  }
}

/** Files that are still being written stay out of this pass, and out of its reach. */
function settledOnly({ paths, marks }: EntryBatch, settleMs: number, met: Met): EntryBatch {
  const isFresh = freshnessNow(settleMs);
  const kept = paths.flatMap((path, index) => {
    const mtimeNs = marks[index * MARK_WIDTH + 1] ?? 0n;
    if (!isFresh(mtimeNs)) return [index];
    noteUnsettled(met, path, mtimeNs);
    return [];
  });
  if (kept.length === paths.length) return { paths, marks };
  const keptMarks = new BigInt64Array(kept.length * MARK_WIDTH);
  kept.forEach((index, place) => {
    keptMarks.set(marks.subarray(index * MARK_WIDTH, (index + 1) * MARK_WIDTH), place * MARK_WIDTH);
  });
  return { paths: kept.map((index) => paths[index] ?? ""), marks: keptMarks };
}

function noteUnsettled({ unsettledPaths, unsettledFolders }: Met, path: string, mtimeNs: bigint): void {
  unsettledPaths.push(path);
  const folder = folderOf(path);
  const before = unsettledFolders.get(folder) ?? 0n;
  if (mtimeNs > before) unsettledFolders.set(folder, mtimeNs);
}
