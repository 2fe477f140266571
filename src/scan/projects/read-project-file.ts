import { closeSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectKindOf } from "../../domain/project-kind.ts";
import type { NamedSample, ProjectEntry, ProjectReading } from "../../domain/project-reading.ts";
import { placesOf } from "../../projects/places.ts";
import { PROJECT_READER_VERSION, readProject } from "../../projects/read-project.ts";
import type { ProjectSource, SampleReference } from "../../projects/reference.ts";
import { openRegularFile } from "../../reader/open-regular-file.ts";

export interface ReadOptions {
  readonly followSymlinks: boolean;
  /** Called for each piece that is read. */
  readonly onStep: () => void;
}

/** Reads one file that names samples, and works out where each reference may lead. Whatever is wrong with it is its `fault`. */
export async function readProjectFile(file: ProjectEntry, options: ReadOptions): Promise<ProjectReading> {
  const kind = projectKindOf(file.path) ?? "archive";
  const folder = dirname(file.path);
  try {
    const source: ProjectSource = {
      chunks: piecesOf(file.path, options),
      readBeside: async (path) => readWhole(join(folder, path), options),
    };
    const { references, fault } = await readProject(kind, source);
    const named = references.flatMap((one) => namedSample(one, folder));
    return { ...file, kind, readerVersion: PROJECT_READER_VERSION, fault, references: named };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { ...file, kind, readerVersion: NOT_OPENED, fault, references: [] };
  }
}

const NOT_OPENED = 0;
const PIECE_BYTES = 256 * 1024;
/** What no file system takes: a longer name, or a path that no asset can have. */
const MOST_NAME_BYTES = 1_000;
const MOST_PATH_BYTES = 2_600;

async function* piecesOf(path: string, { followSymlinks, onStep }: ReadOptions): AsyncGenerator<Buffer> {
  const opened = openRegularFile(path, followSymlinks);
  if (opened.kind === "problem") throw new UnreadableError(opened.message, opened.code === "vanished");
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const bytes = readSync(opened.descriptor, piece);
      onStep();
      if (bytes === 0) return;
      yield piece.subarray(0, bytes);
    }
  } finally {
    closeSync(opened.descriptor);
  }
}

async function readWhole(path: string, options: ReadOptions): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of piecesOf(path, options)) pieces.push(piece);
  } catch (error) {
    if (error instanceof UnreadableError && error.isGone) return null;
    throw error;
  }
  return Buffer.concat(pieces);
}

/** As an error of the system: not the file's content is wrong. */
class UnreadableError extends Error {
  override readonly name = "UnreadableError";
  readonly syscall = "open";
  readonly isGone: boolean;

  constructor(message: string, isGone: boolean) {
    super(message);
    this.isGone = isGone;
  }
}

function namedSample(reference: SampleReference, folder: string): NamedSample[] {
  const written = storable(reference.written);
  const name = written.replaceAll("\\", "/").split("/").at(-1) ?? "";
  if (name === "" || Buffer.byteLength(name) > MOST_NAME_BYTES) return [];
  const places = placesOf(reference, folder, process.platform)
    .map(({ path, tail }) => ({ path: path && storable(path), tail: tail && storable(tail) }))
    .filter(({ path, tail }) => Buffer.byteLength(path ?? tail ?? "") <= MOST_PATH_BYTES);
  return [{ written, sizeBytes: reference.sizeBytes, places }];
}

/** PostgreSQL takes neither NUL nor half a surrogate pair; no file's path has them. */
function storable(text: string): string {
  return text.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}
