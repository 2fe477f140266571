import type { CatalogConfig } from "./catalog-config.ts";
import { checkCatalog } from "./check-catalog.ts";
import {
  anchorOf,
  databaseLocation,
  namesNoFolder,
  type ConnectionString,
  type DatabaseLocation,
} from "./database-location.ts";
import { DATABASE_VARIABLES } from "./environment.ts";
import { isOurOwn, isUsersOwn } from "./file-to-edit.ts";
import { configPlaces } from "./find-config-file.ts";
import { readConfigFile, type ConfigFile } from "./read-config-file.ts";
import { refuseMisplacedKeys } from "./refuse-misplaced.ts";
import type { Surroundings } from "./user-folders.ts";

export interface Config {
  /** The config file in use, absolute; null if there is none, not even the package's own. */
  readonly file: string | null;
  readonly database: DatabaseLocation;
  readonly catalog: CatalogConfig;
}

export interface LoadOptions {
  /** What `--config` says. */
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform | undefined;
  readonly homedir: string;
}

/**
 * The config: one file, looked up as `--config`, `MUSAIC_CONFIG`, `./musaic.config.json`, the user's config folder, the
 * package's own; on top of it the environment. Throws CatalogError `config-invalid`, with one line that names the place.
 */
export function loadConfig({ file: given, ...options }: LoadOptions): Config {
  const surroundings: Surroundings = { ...options, platform: options.platform ?? process.platform };
  const found = readConfigFile(configPlaces(given, surroundings));
  if (found !== null) refuseMisplacedKeys(found);
  const file = found?.file ?? null;
  const anchor = file === null ? surroundings.cwd : anchorOf(file, surroundings.platform);
  return {
    file,
    database: databaseLocation(connectionString(found, surroundings), surroundings),
    catalog: checkCatalog({ given: found?.content["catalog"], file, anchor }, surroundings),
  };
}

/**
 * A connection string that may be shown: every password in it is `***`. Of a broken URL rather too much is hidden than too
 * little: a password may hold any of `@ / ? #`.
 */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*:).*@/is, "$1***@")
    .replaceAll(/(password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^&#\s]*)/gi, "$1***");
}

/** `MUSAIC_DB_CONNECTION_STRING` wins over `DATABASE_URL`, and both over the file: ours is meant for us alone. */
function connectionString(found: ConfigFile | null, surroundings: Surroundings): ConnectionString {
  for (const variable of DATABASE_VARIABLES) {
    const value = surroundings.env[variable]?.trim();
    if (value) return { value, source: variable, anchor: surroundings.cwd };
  }
  if (found === null) return { value: undefined, source: "dbConnectionString", anchor: null };
  const value = found.content["dbConnectionString"];
  // Who writes a config of their own after the first scan has the catalog that this scan made.
  const anchorsNothing =
    isOurOwn(found.file, surroundings) || (namesNoFolder(value) && isUsersOwn(found.file, surroundings));
  const anchor = anchorsNothing ? null : anchorOf(found.file, surroundings.platform);
  return { value, source: `${found.file}: dbConnectionString`, anchor };
}
