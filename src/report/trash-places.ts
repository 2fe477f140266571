import { stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { TRASH_FOLDER } from "../domain/trash-folder.ts";
import { inTime } from "../filesystem/in-time.ts";

/** Where a file goes in the trash of its own disk. */
export interface TrashPlace {
  /** The trash folder. */
  readonly folder: string;
  readonly path: string;
  /** Tells disks apart, now. */
  readonly device: number;
}

/**
 * Finds trash folders: at the highest folder of the library that is on the same disk as the file, so that moving it there is only
 * another name for it. What is there lies as it did in the library. `name`: a folder of its own for each script.
 */
export class TrashPlaces {
  readonly #name: string;
  readonly #tops = new Map<string, { top: string; device: number }>();

  constructor(name: string) {
    this.#name = name;
  }

  async placeOf(file: string, library: string | null): Promise<TrashPlace> {
    const { top, device } = await this.#topOf(dirname(file), library ?? dirname(file));
    const folder = join(top, TRASH_FOLDER, this.#name);
    return { folder, path: join(folder, relative(top, file)), device };
  }

  async #topOf(folder: string, library: string): Promise<{ top: string; device: number }> {
    const known = this.#tops.get(folder);
    if (known !== undefined) return known;
    const { dev: device } = await inTime(() => stat(folder));
    const isTop = folder === library || folder === dirname(folder);
    const above = isTop ? null : await this.#topOf(dirname(folder), library);
    const found = above?.device === device ? above : { top: folder, device };
    this.#tops.set(folder, found);
    return found;
  }
}
