import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Session } from "../catalog/session.ts";
import { knownSubFolders } from "../catalog/staging.ts";
import { errnoOf } from "../domain/error-code.ts";
import { compileFollowRules, type PathFilter } from "../filesystem/follow-rules.ts";
import { isDatabaseFolder, liesInDatabase } from "../filesystem/is-database-folder.ts";
import { type WalkScope } from "../filesystem/walk.ts";
import { type SeenFolder } from "../filesystem/watch/watched-library.ts";
import { TimeSlice } from "../filesystem/watch/time-slice.ts";
import { type DirtyFolder, hasAncestorIn } from "./dirty-folders.ts";
import { type FollowedFolder } from "./followed-folder.ts";
import { type ServiceParts } from "./service-parts.ts";
import { watchFolders } from "./watch-folders.ts";

/**
 * What a pass over dirty folders must walk: each folder's own files, and with all that is below them the sub-folders that
 * are new, stand in another's place, or are gone (as the catalog knows them). Watches what is new, before anybody lists it.
 */
export async function findScopes(
  dirty: readonly DirtyFolder[],
  { followed, parts, session }: { followed: FollowedFolder; parts: ServiceParts; session: Session },
): Promise<WalkScope[]> {
  const deep = dirty.filter((one) => one.deep).map(({ folder }) => folder);
  const shallow = dirty.filter((one) => !one.deep).map(({ folder }) => folder);
  const listings = await Promise.all(
    shallow.map((folder) => list(folder, parts.settings.rules.followSymlinks)),
  );
  const listed = listings.filter((listing) => listing.kind === "listed");
  const gone = listings.filter(({ kind }) => kind === "gone").map(({ folder }) => folder);
  const hidden = listings.filter(({ kind }) => kind === "hidden").map(({ folder }) => folder);
  const entered = await enteredOf(listed, { followed, parts });
  const own = listed.filter(({ folder }) => entered.has(folder));
  const folders = own.flatMap(({ self, subFolders }) => [
    self,
    ...subFolders.filter(({ path }) => entered.has(path)),
  ]);
  const added = await watchFolders(followed, folders);
  const standing = new Set(listed.flatMap(({ subFolders }) => subFolders.map(({ path }) => path)));
  const known =
    own.length === 0
      ? []
      : await knownSubFolders(
          session,
          own.map(({ folder }) => folder),
        );
  const left = known.filter((folder) => !standing.has(folder) && followed.holds(folder));
  return withoutCovered([
    ...[...deep, ...gone, ...added, ...left].map((folder) => ({ folder, deep: true })),
    ...[...own.map(({ folder }) => folder), ...hidden].map((folder) => ({ folder, deep: false })),
  ]);
}

type Listing =
  | {
      readonly kind: "listed";
      readonly folder: string;
      readonly self: SeenFolder;
      readonly subFolders: readonly SeenFolder[];
    }
  | { readonly kind: "gone"; readonly folder: string }
  /** It can't be listed: the walk says so. */
  | { readonly kind: "hidden"; readonly folder: string };

/** Sub-folders looked at at once. */
const AT_ONCE = 200;

async function list(folder: string, followSymlinks: boolean): Promise<Listing> {
  try {
    const self = await seen(folder);
    if (self === null) return { kind: "gone", folder };
    const entries = await readdir(folder, { withFileTypes: true });
    if (isDatabaseFolder(entries)) return { kind: "listed", folder, self, subFolders: [] };
    const named = entries.filter(
      (entry) => entry.isDirectory() || (followSymlinks && entry.isSymbolicLink()),
    );
    const subFolders: SeenFolder[] = [];
    // All 24,000 of a large library's root at once would answer at once, and block the main thread for 0.4 s.
    for (let at = 0; at < named.length; at += AT_ONCE) {
      const some = named.slice(at, at + AT_ONCE);
      const found = await Promise.all(some.map((entry) => seen(join(folder, entry.name))));
      subFolders.push(...found.filter((one) => one !== null));
    }
    return { kind: "listed", folder, self, subFolders };
  } catch (error) {
    const errno = errnoOf(error);
    return { kind: errno === "ENOENT" || errno === "ENOTDIR" ? "gone" : "hidden", folder };
  }
}

/** Null: no folder stands there. One that can't be looked at stands there all the same. */
async function seen(path: string): Promise<SeenFolder | null> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isDirectory() ? { path, inode: BigInt.asIntN(64, found.ino) } : null;
  } catch (error) {
    const errno = errnoOf(error);
    return errno === "ENOENT" || errno === "ENOTDIR" ? null : { path, inode: 0n };
  }
}

/** Of the folders and their sub-folders, those that a walk of the library enters: what is watched, one has entered. */
async function enteredOf(
  listed: readonly Extract<Listing, { kind: "listed" }>[],
  { followed, parts }: { followed: FollowedFolder; parts: ServiceParts },
): Promise<ReadonlySet<string>> {
  const root = followed.plan.library.path;
  const filter = compileFollowRules(parts.settings.rules, root);
  const folders: string[] = [];
  for (const { folder, subFolders } of listed) {
    const isOurs = followed.watcher?.isWatched(folder) === true || !(await liesInDatabase(folder, root));
    if (isOurs) folders.push(folder, ...subFolders.map(({ path }) => path));
  }
  const entered = new Set<string>();
  const slice = new TimeSlice();
  for (const folder of folders) {
    await slice.breathe();
    if (!followed.holds(folder)) continue;
    if (followed.watcher?.isWatched(folder) === true || entersAll(folder, root, filter)) entered.add(folder);
  }
  return entered;
}

/** Whether a walk from the library comes to the folder: it enters every one on the way. */
function entersAll(folder: string, root: string, filter: PathFilter): boolean {
  for (let at = folder; at.length > root.length; at = dirname(at)) if (!filter.enters(at)) return false;
  return true;
}

/** Each folder once, and none below one that is walked with all that is below it. */
function withoutCovered(scopes: readonly WalkScope[]): WalkScope[] {
  const deep = new Set(scopes.filter((scope) => scope.deep).map(({ folder }) => folder));
  const shallow = new Set(scopes.map(({ folder }) => folder).filter((folder) => !deep.has(folder)));
  return [
    ...[...deep].map((folder) => ({ folder, deep: true })),
    ...[...shallow].map((folder) => ({ folder, deep: false })),
  ].filter(({ folder }) => !hasAncestorIn(folder, deep));
}
