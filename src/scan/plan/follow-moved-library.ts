import { stat } from "node:fs/promises";
import { CatalogError } from "../../domain/catalog-error.ts";
import { shellWord } from "../../domain/shell-word.ts";
import { listLibraries, type Library } from "../../catalog/libraries.ts";
import { moveLibrary } from "../../catalog/move-library.ts";
import type { Session } from "../../catalog/session.ts";
import { lookAt } from "../../filesystem/file-mark.ts";
import { inTime } from "../../filesystem/in-time.ts";
import { asListed } from "../../filesystem/listed-path.ts";
import { isOnOneMount, mayHang } from "../../filesystem/mount-table.ts";
import type { ScanContext } from "../pass.ts";
import { alikeIn, holdsSample, sampleOfLibrary, verifySample } from "./known-sample.ts";

/** Of a hint, nobody waits longer for a drive. */
const PATIENCE_MS = 3_000;

/**
 * Before a folder becomes a library of its own: is it one that moved? Its own folder renamed on the same disk (the same
 * device, inode and birth time, and the old path is another folder now): all paths are rewritten at once and nothing is
 * read. Named with `--moved-from`: the same, after a sample was verified. Otherwise a likeness is only said in a line: a
 * backup looks just the same.
 */
export async function followMovedLibrary(
  session: Session,
  place: { readonly folder: string; readonly realPath: string },
  { movedFrom, context }: { movedFrom: string | null; context: ScanContext },
): Promise<void> {
  const libraries = (await listLibraries(session)).filter(
    ({ machineId }) => machineId === context.process.machineId,
  );
  if (movedFrom !== null) {
    const old = libraries.find(({ path }) => path === movedFrom);
    if (
      old !== undefined &&
      old.path !== place.folder &&
      (await isFolder(old.path)) &&
      (await isSameFolder(old, old.path))
    ) {
      throw new CatalogError(
        "usage",
        `--moved-from ${movedFrom}: it is still there, so ${place.folder} is a copy of it; nothing was changed. If the copy is to take its place: take the old folder away first (unplug or rename it), then run this again`,
      );
    }
    if (old === undefined)
      throw new CatalogError(
        "usage",
        `--moved-from ${movedFrom}: the catalog knows no such library; see status`,
      );
    await verifySample(await sampleOfLibrary(session, old), place.folder, context);
    const absorbed = libraries.find(({ path }) => path === place.folder)?.id ?? null;
    await rewrite(session, { old, folder: place.folder, context }, absorbed);
    return;
  }
  const renamed =
    (await findRenamed(libraries, place.folder)) ??
    (await findByContent(session, { libraries, folder: place.folder, context }));
  if (renamed !== undefined) await rewrite(session, { old: renamed, folder: place.folder, context });
  else await hint(session, { libraries, folder: place.folder, context });
}

interface Candidates {
  readonly libraries: readonly Library[];
  readonly folder: string;
  readonly context: ScanContext;
}

interface Move {
  readonly old: Library;
  readonly folder: string;
  readonly context: ScanContext;
}

/** Only of a library that the folder is by its marks its own path is asked: a dead drive elsewhere has nothing to do with it. */
async function findRenamed(libraries: readonly Library[], folder: string): Promise<Library | undefined> {
  for (const library of libraries) {
    if (await isRespelled(library.path, folder)) return library;
    if ((await isSameFolder(library, folder)) && !(await isSameFolder(library, library.path))) return library;
  }
  return undefined;
}

/** Its folder got another case, on a file system that opens it by the old one too. */
async function isRespelled(path: string, folder: string): Promise<boolean> {
  const isAlike = path.normalize("NFC").toUpperCase() === folder.normalize("NFC").toUpperCase();
  return isAlike && path !== folder && (await asListed(path)) === folder;
}

/**
 * Where folders have no birth time (NTFS and exFAT through FUSE, mergerfs, sshfs): a library of the same mounted drive whose
 * folder is gone, and of which a sample was read here as the catalog knows it. Another drive may be a backup.
 */
async function findByContent(
  session: Session,
  { libraries, folder, context }: Candidates,
): Promise<Library | undefined> {
  for (const old of libraries) {
    if (old.isMountPoint || (old.birthNs ?? 0n) !== 0n || !isOnOneMount(old.path, folder)) continue;
    if ((await lookAt(old.path)).kind !== "gone") continue;
    if (await holdsSample(await sampleOfLibrary(session, old), folder, context)) return old;
  }
  return undefined;
}

async function isSameFolder(library: Library, folder: string): Promise<boolean> {
  try {
    const stats = await inTime(() => stat(folder, { bigint: true }), PATIENCE_MS);
    const birthNs = BigInt.asIntN(64, stats.birthtimeNs);
    return (
      birthNs !== 0n &&
      library.birthNs === birthNs &&
      library.inode === BigInt.asIntN(64, stats.ino) &&
      library.device === BigInt.asIntN(64, stats.dev)
    );
  } catch {
    return false;
  }
}

/** Through links: a library may be one. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await inTime(() => stat(path), PATIENCE_MS)).isDirectory();
  } catch {
    return false;
  }
}

async function rewrite(
  session: Session,
  { old, folder, context }: Move,
  absorbed: bigint | null = null,
): Promise<void> {
  const moved = await moveLibrary(session, old, { folder, absorbed });
  context.events.onNote?.(`${old.path} is now ${folder}: ${moved} paths rewritten, nothing read`);
}

/** Says so if an offline library's files seem to lie in the folder. */
async function hint(session: Session, { libraries, folder, context }: Candidates): Promise<void> {
  // A drive that may hang has nothing to do with this folder: of that, what the catalog knows must do.
  const standing = await Promise.all(libraries.map(async ({ path }) => mayHang(path) || isFolder(path)));
  for (const [index, old] of libraries.entries()) {
    if (standing[index] === true && old.state !== "offline" && old.state !== "held") continue;
    if ((await alikeIn(await sampleOfLibrary(session, old), folder)).length === 0) continue;
    context.events.onNote?.(
      `${folder} looks like ${old.path}, which can't be seen now. If its drive is mounted elsewhere: musaic-catalog scan ${shellWord(folder)} --moved-from ${shellWord(old.path)}`,
    );
    return;
  }
}
