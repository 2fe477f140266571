import { opendir, stat } from "node:fs/promises";
import { CatalogError } from "../../domain/catalog-error.ts";
import { isBelow, movedPath } from "../../domain/path-rules.ts";
import { isSystemFolder } from "../../domain/system-folder.ts";
import type { Library } from "../../catalog/libraries.ts";
import { errnoOf } from "../../domain/error-code.ts";
import { inTime } from "../../filesystem/in-time.ts";
import { asListed, listedRealPath } from "../../filesystem/listed-path.ts";
import type { ScanContext } from "../pass.ts";

/** A folder somebody named, and the library it is or lies in, if there is one. */
export interface NamedPlace {
  readonly folder: string;
  readonly realPath: string;
  readonly library: Library | null;
  readonly offline: string | null;
  /** No folder stands there: a pass over it makes sense only if the catalog knows something below it. */
  readonly absence: "absent" | "no-folder" | null;
}

/** Looks at a folder that somebody named, in the spelling of the folders on its way. Waits 10 s at most for its drive. */
export async function placeOf(named: string, known: readonly Library[]): Promise<NamedPlace> {
  const given = known.some(({ path }) => path === named) ? named : await asListed(named);
  const own = libraryHolding(given, (library) => library.path, known);
  const found = await look(given);
  refuseSystemFolder(given, found.kind === "folder" ? found.realPath : given);
  if (found.kind === "folder") {
    const alias = own ?? libraryHolding(found.realPath, (library) => library.realPath, known);
    if (alias === null || own !== null)
      return { folder: given, realPath: found.realPath, library: own, offline: null, absence: null };
    const folder = movedPath(found.realPath, { from: alias.realPath, to: alias.path });
    return { folder, realPath: found.realPath, library: alias, offline: null, absence: null };
  }
  // A known library, or a folder in one, may be gone or unreadable: its pass says what that means.
  const nestedBelow = known.some(({ path }) => path === given || isBelow(path, given));
  if (own !== null || nestedBelow) {
    const absence = found.kind === "hidden" ? null : found.kind;
    return { folder: given, realPath: given, library: own, offline: null, absence };
  }
  switch (found.kind) {
    case "absent":
    case "no-folder":
      throw absenceError(given, found.kind);
    case "hidden":
      return {
        folder: given,
        realPath: given,
        library: null,
        offline: `the folder can't be listed (${found.errno})`,
        absence: null,
      };
    default:
      return found satisfies never;
  }
}

/** Throws CatalogError `folder-of-the-system`. `realPath`: a link to such a folder is no better. */
export function refuseSystemFolder(folder: string, realPath: string): void {
  if (!isSystemFolder(realPath, process.platform)) return;
  throw new CatalogError(
    "folder-of-the-system",
    `${folder} holds the system's own files and devices: name the folders that your samples lie in`,
  );
}

export function absenceError(folder: string, absence: "absent" | "no-folder"): CatalogError {
  return absence === "absent"
    ? new CatalogError(
        "folder-not-found",
        `${folder} does not exist, and the catalog never knew it: ${hintOfTilde(folder)}check the path`,
      )
    : new CatalogError("folder-not-a-folder", `${folder} is a file: name the folder it lies in`);
}

/** `"~/Samples"` in quotes, and `--moved-from=~/Samples` in most shells, reach us as they stand. */
function hintOfTilde(folder: string): string {
  return folder.split(/[/\\]/).includes("~")
    ? "the shell did not expand the ~ (write it without quotes); "
    : "";
}

/** The real path of a folder, in the spelling of the library around it if there is one; null if it can't be seen. */
export async function aliasOf(named: string, known: readonly Library[]): Promise<string | null> {
  const given = await asListed(named);
  const own = libraryHolding(given, (library) => library.path, known);
  if (own !== null) return given;
  const found = await look(given);
  if (found.kind !== "folder") return null;
  const holding = libraryHolding(found.realPath, (library) => library.realPath, known);
  if (holding === null) return found.realPath;
  return movedPath(found.realPath, { from: holding.realPath, to: holding.path });
}

type Found =
  | { readonly kind: "folder"; readonly realPath: string }
  | { readonly kind: "absent" }
  | { readonly kind: "no-folder" }
  | { readonly kind: "hidden"; readonly errno: string };

/** A person waits for it; a drive that wakes up needs up to 20 s, and then the next command finds it. */
const PATIENCE_MS = 10_000;

async function look(folder: string): Promise<Found> {
  try {
    return await inTime(async () => {
      if (!(await stat(folder)).isDirectory()) return { kind: "no-folder" };
      await (await opendir(folder)).close();
      return { kind: "folder", realPath: await listedRealPath(folder) };
    }, PATIENCE_MS);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ENOTDIR") return { kind: "absent" };
    return { kind: "hidden", errno };
  }
}

/** The longest library that is the folder or lies above it. */
function libraryHolding(
  folder: string,
  pathOf: (library: Library) => string,
  known: readonly Library[],
): Library | null {
  const holding = known.filter((library) => pathOf(library) === folder || isBelow(folder, pathOf(library)));
  return holding.sort((one, other) => pathOf(other).length - pathOf(one).length)[0] ?? null;
}

/** Each folder once: twice given, by another name, or inside another given folder is said in a line and left out. */
export function withoutOverlaps(places: readonly NamedPlace[], context: ScanContext): NamedPlace[] {
  const kept: NamedPlace[] = [];
  for (const place of [...places].sort((one, other) => one.realPath.length - other.realPath.length)) {
    const outer = kept.find(
      ({ realPath }) => realPath === place.realPath || isBelow(place.realPath, realPath),
    );
    if (outer === undefined || (place.library !== null && place.library.path !== outer.library?.path))
      kept.push(place);
    else if (outer.realPath === place.realPath)
      context.events.onNote?.(`${place.folder} is ${outer.folder}: scanned once`);
    else context.events.onNote?.(`${place.folder} lies inside ${outer.folder}: scanned with it`);
  }
  return places.filter((place) => kept.includes(place));
}
