import { CatalogError } from "../domain/catalog-error.ts";
import { expandHome, type Surroundings } from "./user-folders.ts";
import { normaliseFolder } from "../domain/path-rules.ts";
import { catalogSchema, type CatalogConfig } from "./catalog-config.ts";
import { catalogOverrides, refuseUselessVariables, type Override } from "./environment.ts";
import { explainIssues } from "./explain-issues.ts";
import { isJsonObject, type JsonObject } from "./read-config-file.ts";

export interface CatalogSource {
  /** The config file's key `catalog`, unchecked. */
  readonly given: unknown;
  /** For messages; null where there is no file. */
  readonly file: string | null;
  /** What relative libraries of the file start from, absolute. */
  readonly anchor: string;
}

/** The key `catalog` with the environment on top, checked and made whole. Throws `config-invalid`. */
export function checkCatalog(
  { given, file, anchor }: CatalogSource,
  surroundings: Surroundings,
): CatalogConfig {
  refuseUselessVariables(surroundings.env);
  const overrides = catalogOverrides(surroundings.env);
  const parsed = catalogSchema.safeParse(overrides.reduce(withOverride, given ?? {}), { reportInput: true });
  const fromEnv = new Set(overrides.map(({ variable }) => variable));
  if (!parsed.success)
    throw new CatalogError("config-invalid", explainIssues(parsed.error.issues, { fromEnv, file }));
  const config = parsed.data;
  const startOf = (variable: string): string => (fromEnv.has(variable) ? surroundings.cwd : anchor);
  return {
    ...config,
    libraries: absolute(config.libraries, startOf("MUSAIC_CATALOG_LIBRARIES"), surroundings),
    projects: absolute(config.projects, startOf("MUSAIC_CATALOG_PROJECTS"), surroundings),
  };
}

/** What is no object stays as it is, for the check to refuse. */
function withOverride(catalog: unknown, { path: [key = "", inner], value }: Override): unknown {
  if (!isJsonObject(catalog)) return catalog;
  const next: JsonObject =
    inner === undefined ? { [key]: value } : { [key]: withInner(catalog[key], inner, value) };
  return { ...catalog, ...next };
}

function withInner(outer: unknown, inner: string, value: unknown): unknown {
  return outer === undefined || isJsonObject(outer) ? { ...outer, [inner]: value } : outer;
}

/** Each folder once, in the order given. */
function absolute(folders: readonly string[], start: string, surroundings: Surroundings): string[] {
  const folder = (given: string): string =>
    normaliseFolder(expandHome(given, surroundings), { cwd: start, platform: surroundings.platform });
  return [...new Set(folders.map(folder))];
}
