/**
 * The catalog as DESIGN §7 and §8 tell it, in memory and the obvious quadratic way. It shares no code with the scanner and
 * must not: what both got from one place, both would get wrong.
 */
import type { Disk, FileOnDisk } from "./disk.ts";
import {
  dissolve,
  isAsKnown,
  isKnownAgain,
  isSameFile,
  lose,
  pairUp,
  type ModelRow,
  type Reading,
} from "./identity-rules.ts";

export interface ModelPass {
  readonly library: string;
  /** The library itself or a folder in it. */
  readonly folder: string;
  readonly acceptMissing: boolean;
  readonly verify: boolean;
}

export class CatalogModel {
  rows: ModelRow[] = [];
  #ids = 0;
  /** What each held library held when the hold began: nothing that came since then tells that its drive is there. */
  readonly #heldWith = new Map<string, Set<string>>();
  #written = new Set<string>();
  /** The folder of each library as it was when a pass over it began last. */
  readonly #roots = new Map<string, string>();
  /** Moved files are known by their marks, and are not read. */
  readonly #knowsFiles: boolean;

  constructor(options: { knowsFiles: boolean }) {
    this.#knowsFiles = options.knowsFiles;
  }

  /** Takes a catalog as it is found for the state "before": what an interrupted pass left, and which rows it wrote. */
  restart(rows: readonly ModelRow[], written: ReadonlySet<string>, { roots }: Pick<Disk, "roots">): void {
    this.rows = rows.map((row) => ({ ...row }));
    for (const [library, root] of roots) this.#roots.set(library, root);
    for (const ids of this.#heldWith.values()) for (const id of written) ids.delete(id);
  }

  pass(disk: Disk, pass: ModelPass): "complete" | "held" | "offline" {
    if (!disk.healthy.has(pass.library)) return "offline";
    this.#written = new Set();
    const before = this.rows
      .filter((row) => row.state === "present" && isBelow(row.path, pass.library))
      .map(({ id }) => id);
    const readings: Reading[] = [];
    const isHere = this.#followRoot(disk, pass.library);
    for (const [path, file] of disk.files) {
      if (!isBelow(path, pass.folder)) continue;
      const content = pass.verify ? file.content : this.#contentOf(disk, file, isHere);
      this.#lookAt({ path, file: { ...file, content }, row: this.#rowAt(path) }, readings, pass.verify);
    }
    const { standing, gone } = this.#lookOutside(disk, pass, readings);
    for (const row of this.rows)
      if (isBelow(row.path, pass.folder) && !disk.files.has(row.path)) gone.add(row);
    const heldWith = this.#heldWith.get(pass.library);
    const held = before.filter(
      (id) => heldWith === undefined || (heldWith.has(id) && !this.#written.has(id)),
    );
    const unpaired = this.#resolve(disk, readings, { standing, gone });
    const end = this.#sweep(disk, pass, { unpaired, held });
    if (end === "held" && heldWith === undefined) this.#heldWith.set(pass.library, new Set(before));
    if (end === "complete" && pass.folder === pass.library) this.#heldWith.delete(pass.library);
    for (const ids of this.#heldWith.values()) for (const id of this.#written) ids.delete(id);
    return end;
  }

  /** Equal size and mtime, and not both inode and ctime other than before: nothing happened. Otherwise it is read. */
  #lookAt({ path, file, row }: Reading, readings: Reading[], verify: boolean): void {
    const isRead = row === null || verify || !isAsKnown(row.file, file);
    if (row === null || (isRead && row.content !== file.content)) readings.push({ path, file, row });
    else {
      if (isRead || row.state !== "present") this.#written.add(row.id);
      if (isRead) row.file = file;
      row.state = "present";
    }
  }

  /** Which libraries' folders are what they were when the catalog saw them last. */
  #followRoot({ roots }: Disk, library: string): ReadonlySet<string> {
    const isHere = new Set(
      [...roots].filter(([name, root]) => this.#roots.get(name) === root).map(([name]) => name),
    );
    this.#roots.set(library, roots.get(library) ?? "");
    return isHere;
  }

  /** What its bytes are, or are thought to be: "a path whose file has the inode, birth time, size and mtime that a catalogued row had, whose own path is gone or holds another file, is that row's content" */
  #contentOf({ files }: Disk, file: FileOnDisk, isHere: ReadonlySet<string>): string {
    const alike = this.#knowsFiles ? this.rows.filter((row) => isKnownAgain(row.file, file)) : [];
    const [row] = alike;
    const isSure = alike.every(
      ({ path, lastPath, content, file: { ctime } }) =>
        isHere.has(libraryOf(path ?? lastPath ?? "")) && content === row?.content && ctime <= file.ctime,
    );
    const hasLeft = alike.some(({ path, file: known }) => {
      const there = path === null ? undefined : files.get(path);
      return there === undefined || !isSameFile(known, there);
    });
    return row !== undefined && isSure && hasLeft ? row.content : file.content;
  }

  /** "A reading whose hash belongs to a present row outside the pass: that path is looked at" */
  #lookOutside(
    disk: Disk,
    pass: ModelPass,
    readings: Reading[],
  ): { standing: Set<ModelRow>; gone: Set<ModelRow> } {
    const standing = new Set<ModelRow>();
    const gone = new Set<ModelRow>();
    const looked = new Set<ModelRow>();
    for (;;) {
      const contents = new Set(readings.filter(({ file }) => file.size > 0n).map(({ file }) => file.content));
      const row = this.rows.find(
        (one) =>
          one.path !== null &&
          !isBelow(one.path, pass.folder) &&
          contents.has(one.content) &&
          !looked.has(one),
      );
      if (row?.path === undefined || row.path === null) return { standing, gone };
      looked.add(row);
      const file = disk.files.get(row.path);
      if (!disk.healthy.has(libraryOf(row.path))) {
        if (row.state === "present") standing.add(row);
      } else if (file === undefined) gone.add(row);
      else if (isAsKnown(row.file, file)) standing.add(row);
      else {
        const before = readings.length;
        this.#lookAt({ path: row.path, file, row }, readings, false);
        if (readings.length === before) standing.add(row);
      }
    }
  }

  /** The four rules. Returns the rows that found no place. */
  #resolve(
    disk: Disk,
    readings: readonly Reading[],
    { standing, gone }: { standing: ReadonlySet<ModelRow>; gone: ReadonlySet<ModelRow> },
  ): Set<ModelRow> {
    const inPlace = readings.filter(({ row, file }) => row !== null && isSameFile(row.file, file));
    const arrivals = readings.filter((reading) => !inPlace.includes(reading));
    const edited = new Set(inPlace.map(({ row }) => row));
    const loose = this.rows.filter(
      (row) =>
        !edited.has(row) &&
        !standing.has(row) &&
        (row.state === "missing" || gone.has(row) || arrivals.some((arrival) => arrival.row === row)),
    );
    const pairs = dissolve(pairUp(loose, arrivals), disk);
    const paired = new Set(pairs.map(({ row }) => row));
    const reached = new Set(pairs.map(({ to }) => to));
    for (const edit of inPlace) if (edit.row !== null) this.#put(edit.row, edit);
    for (const { to } of pairs) if (to.row !== null && !paired.has(to.row)) lose(to.row);
    for (const { row, to } of pairs) this.#put(row, to);
    for (const arrival of arrivals.filter((one) => !reached.has(one))) {
      if (arrival.row !== null && !paired.has(arrival.row)) this.#put(arrival.row, arrival);
      else this.#add(arrival);
    }
    return new Set(loose.filter((row) => !paired.has(row)));
  }

  #add(arrival: Reading): void {
    const row: ModelRow = {
      id: `new-${++this.#ids}`,
      path: null,
      lastPath: null,
      content: "",
      file: arrival.file,
      state: "present",
    };
    this.#put(row, arrival);
    this.rows.push(row);
  }

  /** More than half and more than 20, or all: then nothing is marked. */
  #sweep(
    disk: Disk,
    pass: ModelPass,
    { unpaired, held }: { unpaired: ReadonlySet<ModelRow>; held: readonly string[] },
  ): "complete" | "held" {
    const vanishing = [...unpaired].filter(
      (row) => row.state === "present" && isBelow(row.path, pass.folder) && !disk.files.has(row.path),
    );
    const count = vanishing.filter(({ id }) => held.includes(id)).length;
    const tooMany = count > 20 && count * 2 > held.length;
    const all = count > 0 && count === held.length;
    if (!pass.acceptMissing && (tooMany || all)) return "held";
    for (const row of vanishing) row.state = "missing";
    return "complete";
  }

  #put(row: ModelRow, { path, file }: Reading): void {
    Object.assign(row, { path, file, content: file.content, lastPath: null, state: "present" });
    this.#written.add(row.id);
  }

  #rowAt(path: string): ModelRow | null {
    return this.rows.find((row) => row.path === path) ?? null;
  }
}

function isBelow(path: string | null, folder: string): path is string {
  return path?.startsWith(`${folder}/`) === true;
}

export function libraryOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}
