import type { ProjectKind } from "../domain/project-kind.ts";
import { readAbleton } from "./formats/ableton.ts";
import { readDecentSampler } from "./formats/decent-sampler.ts";
import { readGrandOrgue } from "./formats/grand-orgue.ts";
import { readHydrogenKit, readHydrogenSong } from "./formats/hydrogen.ts";
import { readLmms } from "./formats/lmms.ts";
import { readReaper } from "./formats/reaper.ts";
import { readSfz } from "./formats/sfz.ts";
import type { ProjectContent, ProjectReader, ProjectSource } from "./reference.ts";

/** Raise it when a reader learns to find more: files that an older one read are read again. */
export const PROJECT_READER_VERSION = 1;

const READERS: Readonly<Record<Exclude<ProjectKind, "archive">, ProjectReader>> = {
  sfz: readSfz,
  "hydrogen-kit": readHydrogenKit,
  "hydrogen-song": readHydrogenSong,
  lmms: readLmms,
  reaper: readReaper,
  ableton: readAbleton,
  "decent-sampler": readDecentSampler,
  "grand-orgue": readGrandOrgue,
};

/**
 * What a file names. Whatever is wrong with its bytes is the content's `fault`; an error of the disk or of the signal is thrown. Memory
 * does not grow with what a packed file unpacks to. An archive holds its samples inside: it is not opened.
 */
export async function readProject(kind: ProjectKind, source: ProjectSource): Promise<ProjectContent> {
  if (kind === "archive") return { references: [], fault: null };
  try {
    return await READERS[kind](source);
  } catch (error) {
    if (isOfTheDisk(error)) throw error;
    return { references: [], fault: error instanceof Error ? error.message : String(error) };
  }
}

/** Errors of the system have the call that failed; those of zlib and of the readers have none. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && ("syscall" in error || error.name === "AbortError");
}
