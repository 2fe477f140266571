import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { listLibraries, type Library } from "../../catalog/libraries.ts";
import { inPass } from "../../catalog/running-passes.ts";
import {
  dropStanding,
  findSameFiles,
  formerPlaces,
  hasFilesToRead,
  nameAnew,
  renamedFiles,
  takeSameFiles,
  type FormerPlace,
  type KnownFileSystem,
} from "../../catalog/same-files.ts";
import { lookAtAll, type PathState } from "../../filesystem/file-mark.ts";
import { keepsFileMarks } from "../../filesystem/file-system-type.ts";
import { folderMarkOf, type FolderMark } from "../../filesystem/folder-mark.ts";
import { isOnOneMount } from "../../filesystem/mount-table.ts";
import { renamedFacts } from "../../reader/facts/musical/renamed-facts.ts";
import { READER_VERSION } from "../../reader/reader-version.ts";
import type { Pass } from "../pass.ts";
import type { Healthy } from "./believe-library.ts";

/** Rows between two questions to the database. */
const PAGE = 1_000;
/** Before any id. */
const NIL = "00000000-0000-0000-0000-000000000000";

/**
 * A file that was renamed or moved within its file system is the file that it was: what a row knows of it is its reading, and it is not
 * read. Only its content is known by that; which id goes where is decided as for all content that was read.
 *
 * The file is told by inode and birth time, its content by size and mtime, as in the diff. Not with `--verify`, and not on file
 * systems that deal inodes anew or have no birth times.
 */
export async function knowSameFiles(pass: Pass, health: Healthy): Promise<void> {
  const { session, record, library, options } = pass;
  if (options.verify || !(await hasFilesToRead(session))) return;
  const known = await knownFileSystem(pass, health);
  if (known === null) return;
  await inPass(session, record, { mustDecide: false }, async () => {
    const isAny = await findSameFiles(session, known, options.reparse ? READER_VERSION : null);
    if (!isAny) return;
    await lookAtFormerPlaces(pass);
    await readNewNames(pass);
    await takeSameFiles(session, library.id);
  });
}

/** The libraries of which rows may be known again, each looked at now; null where none. */
async function knownFileSystem(
  { session, library, context }: Pass,
  { mark, realPath }: Healthy,
): Promise<KnownFileSystem | null> {
  if (mark.birthNs === 0n || !(await keepsFileMarks(realPath))) return null;
  const own = isSameFolder(library, mark) ? [library.id] : [];
  const others = (await listLibraries(session)).filter(
    ({ id, path, machineId }) =>
      id !== library.id && machineId === context.process.machineId && isOnOneMount(path, library.path),
  );
  const marks = await Promise.all(others.map(({ path }) => folderMarkOf(path)));
  const beside = others.filter((other, index) => {
    const seen = marks[index] ?? null;
    return seen !== null && seen.device === mark.device && isSameFolder(other, seen);
  });
  const libraryIds = [...own, ...beside.map(({ id }) => id)];
  return libraryIds.length === 0 ? null : { libraryIds, device: mark.device };
}

/** A device's number is that of the day; a folder that was there when the catalog saw it last is on the file system that was there. */
function isSameFolder(known: Library, seen: FolderMark): boolean {
  return known.birthNs !== null && known.birthNs === seen.birthNs && known.inode === seen.inode;
}

async function lookAtFormerPlaces({ session, context }: Pass): Promise<void> {
  for (let after = NIL; ;) {
    const page = await formerPlaces(session, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.assetId;
    const states = await lookAtAll(page.map(({ path }) => path));
    const standing = page.filter((place, index) => mayStillBe(place, states[index]));
    await dropStanding(
      session,
      standing.map(({ assetId }) => assetId),
    );
    context.signal.throwIfAborted();
  }
}

function mayStillBe({ inode, birthNs }: FormerPlace, state: PathState | undefined): boolean {
  if (state?.kind === "file") return state.mark.inode === inode && state.mark.birthNs === birthNs;
  return state === undefined || state.kind === "unknown";
}

async function readNewNames({ session, context }: Pass): Promise<void> {
  for (let after = 0n; ;) {
    const page = await renamedFiles(session, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.n;
    const anew = page.map((file) => ({ ...file, musical: renamedFacts(file.musical, basename(file.path)) }));
    await nameAnew(
      session,
      anew.filter(({ musical }, index) => !isDeepStrictEqual(musical, page[index]?.musical)),
    );
    context.signal.throwIfAborted();
  }
}
