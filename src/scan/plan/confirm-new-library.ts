import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { CatalogError } from "../../domain/catalog-error.ts";
import { isBelow } from "../../domain/path-rules.ts";
import { shellWord } from "../../domain/shell-word.ts";
import type { Library } from "../../catalog/libraries.ts";
import { compileFollowRules, type FollowRules } from "../../filesystem/follow-rules.ts";
import { inTime } from "../../filesystem/in-time.ts";
import type { ScanContext } from "../pass.ts";
import type { NamedPlace } from "./named-place.ts";

export interface NewLibraryRequest {
  readonly dryRun: boolean;
  readonly movedFrom: string | null;
  /** What is followed; left out where no person named the folders just now, and nobody is to be told. */
  readonly rules?: FollowRules;
  readonly fromConfig?: boolean;
}

/** More names make no better warning. */
const NAMED = 3;
/** Where systems keep the folders of their users. */
const FOLDERS_OF_HOMES = ["/home", "/Users", String.raw`C:\Users`];

/**
 * Says of a folder that a person named, and that is about to become a library, what that person may not mean: other libraries
 * lie in it, or it is a home folder with no samples of its own. Then asks, where somebody can be asked. Throws CatalogError
 * `usage` if the answer is no; nothing was written by then.
 */
export async function confirmNewLibrary(
  place: NamedPlace,
  {
    known,
    request,
    context,
  }: { known: readonly Library[]; request: NewLibraryRequest; context: ScanContext },
): Promise<void> {
  const isNew = place.library === null && place.offline === null && request.movedFrom === null;
  if (!isNew || request.rules === undefined || request.fromConfig !== false) return;
  const inner = known.filter(
    ({ path, machineId }) => isBelow(path, place.folder) && machineId === context.process.machineId,
  );
  const surprise = inner.length > 0 ? aroundOthers(inner) : await ofHome(place, request.rules);
  if (surprise === null) return;
  const { folder } = place;
  const back = `musaic-catalog forget ${shellWord(folder)} --only`;
  context.events.onNote?.(
    `${folder} ${surprise}: as a library it takes in every other sample below it (to take that back: ${back})`,
  );
  if (request.dryRun || context.events.mayTakeIn === undefined) return;
  if (!(await context.events.mayTakeIn(folder))) {
    throw new CatalogError("usage", `${folder} was not scanned: name the folders that your samples lie in`);
  }
}

function aroundOthers(inner: readonly Library[]): string {
  const paths = inner.slice(0, NAMED).map(({ path }) => path);
  const more = inner.length > NAMED ? ` and ${inner.length - NAMED} more` : "";
  return inner.length === 1
    ? `holds the library ${paths.join()}, which stays one`
    : `holds the libraries ${paths.join(", ")}${more}, which stay so`;
}

async function ofHome({ folder, realPath }: NamedPlace, rules: FollowRules): Promise<string | null> {
  const home = homedir();
  const isOfAll = FOLDERS_OF_HOMES.includes(realPath);
  if (isOfAll) return "holds home folders";
  const isHome = realPath === home || folder === home || FOLDERS_OF_HOMES.includes(dirname(realPath));
  return isHome && !(await hasOwnSamples(folder, rules))
    ? "is a home folder with no sample of its own"
    : null;
}

async function hasOwnSamples(folder: string, rules: FollowRules): Promise<boolean> {
  try {
    const filter = compileFollowRules(rules, folder);
    const entries = await inTime(() => readdir(folder, { withFileTypes: true }));
    return entries.some((entry) => entry.isFile() && filter.follows(join(folder, entry.name)));
  } catch {
    // The pass says what is wrong with it.
    return true;
  }
}
