import { isBelow, movedPath } from "../../domain/path-rules.ts";
import { shellWord } from "../../domain/shell-word.ts";
import { readVolumes } from "../../catalog/libraries.ts";
import { mountsInside } from "../../filesystem/health.ts";
import { readVolumeIds } from "../../filesystem/volume-id.ts";
import type { Pass } from "../pass.ts";
import { rewriteFolder } from "../plan/follow-moved-folder.ts";
import { holdsSample, sampleOfFolder } from "../plan/known-sample.ts";
import type { Healthy } from "./believe-library.ts";

/**
 * Drives below a library that is their parent folder (`/media/me`, `/Volumes`) come back under other names. One that is away by
 * its own name, and of which a sample was read at a mount point that the catalog does not know, is that drive: its paths are
 * rewritten. A drive whose file system has another UUID is a backup, and is only said to look like it.
 */
export async function followMovedDrives(pass: Pass, health: Healthy): Promise<void> {
  const { library, session, nested } = pass;
  if (health.offlineMounts.length === 0) return;
  const mounts = await mountsInside(library.path, health.offlineMounts);
  const isOthers = (path: string): boolean => nested.some((inner) => path === inner || isBelow(path, inner));
  const unknown = mounts.filter((path) => !library.mounts.includes(path) && !isOthers(path));
  if (unknown.length === 0) return;
  const known = await readVolumes(session, library.id);
  const seen = await readVolumeIds(unknown.map((path) => realPathOf(path, pass, health)));
  const free = new Map(unknown.map((path, index) => [path, seen[index] ?? null]));
  for (const from of health.offlineMounts) {
    const to = await findDrive(pass, { from, volume: known.get(from) ?? null, free });
    if (to !== null) free.delete(to);
  }
}

/** The mount table knows paths without links only. */
export function realPathOf(path: string, { library }: Pass, { realPath }: Healthy): string {
  return movedPath(path, { from: library.path, to: realPath });
}

interface AwayDrive {
  readonly from: string;
  readonly volume: string | null;
  /** Mount points that no known drive is at, and what is known of their file systems. */
  readonly free: ReadonlyMap<string, string | null>;
}

async function findDrive(
  { session, context }: Pass,
  { from, volume, free }: AwayDrive,
): Promise<string | null> {
  const sample = await sampleOfFolder(session, from);
  if (sample.files.length === 0) return null;
  for (const [to, itsVolume] of free) {
    if (!(await holdsSample(sample, to, context))) continue;
    if (volume !== null && itsVolume !== null && volume !== itsVolume) {
      context.events.onNote?.(
        `${to} holds what ${from} held, but is another drive. If it takes its place: musaic-catalog scan ${shellWord(to)} --moved-from ${shellWord(from)}`,
      );
      continue;
    }
    await rewriteFolder(session, { from, to, context });
    return to;
  }
  return null;
}
