import { CatalogError } from "../../domain/catalog-error.ts";
import { isBelow, rangeBelow } from "../../domain/path-rules.ts";
import { shellWord } from "../../domain/shell-word.ts";
import {
  addLibrary,
  adoptLibrary,
  adoptStrayAssets,
  listLibraries,
  type Library,
} from "../../catalog/libraries.ts";
import type { Session } from "../../catalog/session.ts";
import type { WalkScope } from "../../filesystem/walk.ts";
import { confirmNewLibrary, type NewLibraryRequest } from "./confirm-new-library.ts";
import { followMovedFolder } from "./follow-moved-folder.ts";
import { followMovedLibrary } from "./follow-moved-library.ts";
import { placeOf, withoutOverlaps, type NamedPlace } from "./named-place.ts";
import type { ScanContext } from "../pass.ts";
import { refuseUnknownPlace } from "./unknown-folder.ts";

/** One library and what of it to pass over. `offline`: it never was known and can't be listed. */
export interface PlannedPass {
  readonly library: Library;
  readonly scopes: readonly WalkScope[] | null;
  /** Libraries further down. */
  readonly nested: readonly string[];
  readonly offline: string | null;
}

export interface PlanRequest extends NewLibraryRequest {
  readonly folders: readonly string[];
  readonly adopt: boolean;
}

/**
 * Turns the folders a person named into passes over libraries: a folder inside a library is a pass over that part of it,
 * a link to a library, or another spelling of its path, means that library; others become libraries. Throws `folder-not-found`,
 * `folder-not-a-folder`, `library-of-another-machine`, before anything is written.
 */
export async function planPasses(
  session: Session,
  request: PlanRequest,
  context: ScanContext,
): Promise<PlannedPass[]> {
  const known = await listLibraries(session);
  const places = withoutOverlaps(
    await Promise.all(request.folders.map((folder) => placeOf(folder, known))),
    context,
  );
  refuseOthersLibraries(places, request, context);
  for (const place of places) await refuseUnknownPlace(session, place);
  for (const place of places) await confirmNewLibrary(place, { known, request, context });
  const planned: PlannedPass[] = [];
  for (const place of places) planned.push(await planOne(session, place, { request, context }));
  const libraries = request.dryRun
    ? [...known, ...planned.map(({ library }) => library)]
    : await listLibraries(session);
  return planned.flatMap((pass) => withNested(pass, libraries));
}

function refuseOthersLibraries(
  places: readonly NamedPlace[],
  request: PlanRequest,
  context: ScanContext,
): void {
  if (request.adopt) return;
  for (const { library } of places) {
    if (library === null || library.machineId === context.process.machineId) continue;
    throw new CatalogError(
      "library-of-another-machine",
      `${library.path} belongs to the machine ${library.machineName}; if it is this machine's now: musaic-catalog scan ${shellWord(library.path)} --adopt`,
    );
  }
}

async function planOne(
  session: Session,
  place: NamedPlace,
  { request, context }: { request: PlanRequest; context: ScanContext },
): Promise<PlannedPass> {
  const { library } = place;
  if (place.offline !== null)
    return { library: unknownLibrary(place, context), scopes: null, nested: [], offline: place.offline };
  if (library !== null && request.movedFrom !== null && !request.dryRun) {
    return planMoved(session, place, { request, context });
  }
  if (library !== null) {
    if (request.adopt && !request.dryRun) await adoptLibrary(session, library.id, context.process);
    if (!request.dryRun) await adoptStrayAssets(session, library.id, rangeBelow(library.path));
    const scopes = library.path === place.folder ? null : [{ folder: place.folder, deep: true }];
    return { library, scopes, nested: [], offline: null };
  }
  if (request.dryRun)
    return { library: unknownLibrary(place, context), scopes: null, nested: [], offline: null };
  await followMovedLibrary(session, place, { movedFrom: request.movedFrom, context });
  await addLibrary(
    session,
    {
      path: place.folder,
      realPath: place.realPath,
      machineId: context.process.machineId,
      machineName: context.process.machineName,
    },
    rangeBelow(place.folder),
  );
  const made = (await listLibraries(session)).find(({ path }) => path === place.folder);
  if (made === undefined) throw new Error(`the library ${place.folder} was just made`);
  return { library: made, scopes: null, nested: [], offline: null };
}

/** `--moved-from` for a folder that was scanned, and so became a library of its own, before anybody said what it is. */
async function planMoved(
  session: Session,
  place: NamedPlace,
  { request, context }: { request: PlanRequest; context: ScanContext },
): Promise<PlannedPass> {
  const around = place.library;
  if (around !== null && around.path !== place.folder) {
    const { movedFrom: from } = request;
    if (from !== null) await followMovedFolder(session, around, { from, to: place.folder, context });
    const [renewed] = (await listLibraries(session)).filter(({ id }) => id === around.id);
    const scopes = [{ folder: place.folder, deep: true }];
    return { library: renewed ?? around, scopes, nested: [], offline: null };
  }
  await followMovedLibrary(session, place, { movedFrom: request.movedFrom, context });
  const library = (await listLibraries(session)).find(({ path }) => path === place.folder);
  if (library === undefined) throw new Error(`the library ${place.folder} was just moved there`);
  return { library, scopes: null, nested: [], offline: null };
}

/** Libraries below the pass's ground are left out of it, and passed over by themselves after it. */
function withNested(pass: PlannedPass, libraries: readonly Library[]): PlannedPass[] {
  const nested = libraries.filter(({ path }) => isBelow(path, pass.library.path));
  const ground = pass.scopes?.[0]?.folder ?? pass.library.path;
  const within = nested.filter(({ path }) => path === ground || isBelow(path, ground));
  const outer = { ...pass, nested: nested.map(({ path }) => path) };
  const inner = within.map((library) => ({
    library,
    scopes: null,
    nested: nested.filter(({ path }) => isBelow(path, library.path)).map(({ path }) => path),
    offline: null,
  }));
  return [outer, ...inner];
}

function unknownLibrary(place: NamedPlace, context: ScanContext): Library {
  return {
    id: 0n,
    path: place.folder,
    realPath: place.realPath,
    machineId: context.process.machineId,
    machineName: context.process.machineName,
    device: null,
    inode: null,
    birthNs: null,
    isMountPoint: false,
    wasPassed: false,
    state: "online",
    mounts: [],
  };
}
