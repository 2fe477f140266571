import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { makeWavLibrary } from "./wav-library.ts";

/** Half of the library is below one folder, which is renamed. */
const SHELVES = ["Shelf A", "Shelf B"];
const RENAMED = "Shelf renamed";

/** Makes a library of small files on two shelves, unless it is there. */
export function makeShelves(library: string, files: number): void {
  // A run that was killed left it.
  if (existsSync(join(library, RENAMED))) renameShelf(library);
  const shape = { files: files / SHELVES.length, averageBytes: 200, filesPerFolder: 250 };
  for (const [index, shelf] of SHELVES.entries()) {
    const folder = join(library, shelf);
    if (!existsSync(folder)) console.error(`  making ${shape.files} files …`);
    makeWavLibrary(folder, { ...shape, firstNumber: index * shape.files });
  }
}

/** Gives the first shelf its other name, or its first one again. */
export function renameShelf(library: string): void {
  const [one, other] = [join(library, SHELVES[0] ?? ""), join(library, RENAMED)];
  if (existsSync(one)) renameSync(one, other);
  else renameSync(other, one);
}
