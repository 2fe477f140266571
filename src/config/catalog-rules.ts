import type { CatalogConfig } from "./catalog-config.ts";
import { ALWAYS_EXCLUDED } from "./catalog-defaults.ts";

/** What of a library the config follows, as the walk takes it. */
export function catalogRules({
  include,
  exclude,
  extensions,
  followSymlinks,
  projects,
}: Pick<CatalogConfig, "include" | "exclude" | "extensions" | "followSymlinks" | "projects">): {
  include: readonly string[];
  alwaysExclude: readonly string[];
  exclude: readonly string[];
  extensions: readonly string[];
  followSymlinks: boolean;
  projectFolders: readonly string[];
} {
  return {
    include,
    alwaysExclude: ALWAYS_EXCLUDED,
    exclude,
    extensions,
    followSymlinks,
    projectFolders: projects,
  };
}
