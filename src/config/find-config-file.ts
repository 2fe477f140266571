import path from "node:path";
import { normaliseFolder } from "../domain/path-rules.ts";
import { packageFile } from "../package-file.ts";
import { userConfigFolder, type Surroundings } from "./user-folders.ts";

const NAME = "musaic.config.json";

export interface ConfigPlace {
  readonly file: string;
  /** Who named the file, if somebody did: then it must be there. */
  readonly namedBy: "--config" | "MUSAIC_CONFIG" | null;
}

/** Where a config may be, absolute, in the order of looking; the first that is there is the one. */
export function configPlaces(given: string | undefined, surroundings: Surroundings): readonly ConfigPlace[] {
  const absolute = (file: string): string => normaliseFolder(file, surroundings);
  if (given !== undefined) return [{ file: absolute(given), namedBy: "--config" }];
  const fromEnv = surroundings.env["MUSAIC_CONFIG"];
  if (fromEnv) return [{ file: absolute(fromEnv), namedBy: "MUSAIC_CONFIG" }];
  return [
    { file: absolute(NAME), namedBy: null },
    { file: userConfigFile(surroundings), namedBy: null },
    { file: packageFile(`config/${NAME}`), namedBy: null },
  ];
}

/** The user's own config file, whether it is there or not. */
export function userConfigFile(surroundings: Surroundings): string {
  const rules = surroundings.platform === "win32" ? path.win32 : path.posix;
  return rules.join(userConfigFolder(surroundings), NAME);
}
