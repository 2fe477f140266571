import { existsSync, realpathSync } from "node:fs";
import { comparablePath, isBelow, normaliseFolder } from "../domain/path-rules.ts";
import { packageFile } from "../package-file.ts";
import { userConfigFile } from "./find-config-file.ts";
import type { Surroundings } from "./user-folders.ts";

/** The config file that a user should write a setting into: the one in use, or, if that is the package's or none, their own. */
export function fileToEdit(inUse: string | null, surroundings: Surroundings): string {
  return inUse === null || isOurOwn(inUse, surroundings) ? userConfigFile(surroundings) : inUse;
}

/** Whether a file lies in this package: what it says holds, but the next update removes what lies beside it. */
export function isOurOwn(file: string, { platform, cwd }: Surroundings): boolean {
  const ours = normaliseFolder(packageFile("."), { cwd, platform });
  return isBelow(comparablePath(realpathSync.native(file), platform), comparablePath(ours, platform));
}

/** Whether a file that is there is the user's own config, by whichever name: people link theirs from elsewhere. */
export function isUsersOwn(file: string, surroundings: Surroundings): boolean {
  const own = userConfigFile(surroundings);
  const same = (one: string, other: string): boolean =>
    comparablePath(one, surroundings.platform) === comparablePath(other, surroundings.platform);
  return same(file, own) || (existsSync(own) && same(realpathSync.native(file), realpathSync.native(own)));
}
