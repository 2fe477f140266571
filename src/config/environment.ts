import { ANSWER_TIMEOUT_VARIABLE, answerTimeoutSeconds } from "../answer-timeout.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { catalogSchema, logSchema } from "./catalog-config.ts";
import { nearestName } from "./nearest-name.ts";

export const DATABASE_VARIABLES = ["MUSAIC_DB_CONNECTION_STRING", "DATABASE_URL"] as const;

export const VARIABLE_PREFIX = "MUSAIC_CATALOG_";

/** A key of `catalog`, as a path: ["readers"], ["log", "level"]. */
export type KeyPath = readonly string[];

export interface Override {
  readonly variable: string;
  readonly path: KeyPath;
  readonly value: unknown;
}

/**
 * The keys of `catalog` that the environment sets, each from `MUSAIC_CATALOG_` and its name: `MUSAIC_CATALOG_SETTLE_MS`,
 * `MUSAIC_CATALOG_LOG_LEVEL`. A value is JSON, or else a plain text: `2`, `true`, `/music`, `["/music", "/loops"]`.
 * A variable that is set to nothing counts as not set.
 */
export function catalogOverrides(env: NodeJS.ProcessEnv): readonly Override[] {
  return keyPaths().flatMap((path) => {
    const variable = variableOf(path);
    const given = env[variable];
    return given ? [{ variable, path, value: valueOf(given, path) }] : [];
  });
}

/**
 * Throws `config-invalid` for a variable that is meant for us and stands for no key, and for a time to wait that is none: it would do
 * nothing, without a word.
 */
export function refuseUselessVariables(env: NodeJS.ProcessEnv): void {
  if (answerTimeoutSeconds(env[ANSWER_TIMEOUT_VARIABLE]) === undefined) {
    throw new CatalogError(
      "config-invalid",
      `${ANSWER_TIMEOUT_VARIABLE}: seconds from 1 to 3600 are expected`,
    );
  }
  const known = keyPaths().map(variableOf);
  const strange = Object.keys(env).find((name) => name.startsWith(VARIABLE_PREFIX) && !known.includes(name));
  if (strange === undefined) return;
  const meant = nearestName(
    strange.slice(VARIABLE_PREFIX.length),
    known.map((name) => name.slice(VARIABLE_PREFIX.length)),
  );
  const remedy = meant === null ? `, only ${known.join(", ")}` : `; did you mean ${VARIABLE_PREFIX}${meant}?`;
  throw new CatalogError(
    "config-invalid",
    `the variable ${strange} is set, but there is no such setting${remedy}`,
  );
}

/** Every key that holds a value, from the schema. */
export function keyPaths(): readonly KeyPath[] {
  return Object.keys(catalogSchema.shape).flatMap((key) =>
    key === "log" ? Object.keys(logSchema.unwrap().shape).map((inner) => [key, inner]) : [[key]],
  );
}

export function variableOf(path: KeyPath): string {
  const words = path.map((key) => key.replaceAll(/(?=[A-Z])/g, "_").toUpperCase());
  return `${VARIABLE_PREFIX}${words.join("_")}`;
}

const LISTS: readonly string[] = ["libraries", "projects", "include", "exclude", "extensions"];

/** Where a list is due, one plain value is a list of one. */
function valueOf(given: string, path: KeyPath): unknown {
  const isList = LISTS.includes(path[0] ?? "");
  if (isList) return given.trimStart().startsWith("[") ? jsonOr(given) : [given];
  return jsonOr(given);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
