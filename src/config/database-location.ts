import path from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { normaliseFolder } from "../domain/path-rules.ts";
import { expandHome, userDataFolder, type Surroundings } from "./user-folders.ts";

export type DatabaseLocation =
  | { readonly kind: "url"; readonly url: string }
  /** The folder of the cluster, absolute. */
  | { readonly kind: "embedded"; readonly folder: string };

/** A connection string and who gave it. */
export interface ConnectionString {
  readonly value: unknown;
  /** For messages: "DATABASE_URL", "/home/ada/musaic.config.json: dbConnectionString". */
  readonly source: string;
  /**
   * What a relative folder starts from; null, the user's data folder: for a config inside our own package, which the next
   * update removes, and for the user's own config, where it names no folder.
   */
  readonly anchor: string | null;
}

const DEFAULT_FOLDER = "data/pg";
const EXPECTED = 'expected "postgres://…", "postgresql://…" or "embedded:<folder>"';

/** Throws `config-invalid`, without a word of the value but its scheme: there may be a password in it. */
export function databaseLocation(given: ConnectionString, surroundings: Surroundings): DatabaseLocation {
  const { value, source } = given;
  if (value !== undefined && value !== null && typeof value !== "string") {
    throw new CatalogError("config-invalid", `${source}: ${EXPECTED}, as a text`);
  }
  const text = value?.trim() || `embedded:${DEFAULT_FOLDER}`;
  const scheme = schemeOf(text);
  switch (scheme) {
    case "embedded":
      return {
        kind: "embedded",
        folder: clusterFolder(text.slice("embedded:".length), given.anchor, surroundings),
      };
    case "postgres":
    case "postgresql":
      return { kind: "url", url: checkedUrl(text, source) };
    case null:
      throw new CatalogError("config-invalid", `${source}: ${EXPECTED}`);
    default:
      throw new CatalogError("config-invalid", `${source}: ${EXPECTED}, not "${scheme}://…"`);
  }
}

/** Whether a connection string leaves it to us where the catalog is. */
export function namesNoFolder(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === "string" && /^\s*(embedded:\s*)?$/i.test(value))
  );
}

/** null where the text before a colon is no scheme for sure: of `ada:secret@host` nothing may be repeated. */
function schemeOf(text: string): string | null {
  return /^(embedded(?=:)|[a-z][a-z0-9+.-]*(?=:\/\/))/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

function clusterFolder(named: string, anchor: string | null, surroundings: Surroundings): string {
  const folder = named.trim() || DEFAULT_FOLDER;
  // The default spelled out in our own config is still the default: the user's data folder is called "data" already.
  const relative = anchor === null && folder === DEFAULT_FOLDER ? "pg" : expandHome(folder, surroundings);
  return normaliseFolder(relative, {
    cwd: anchor ?? userDataFolder(surroundings),
    platform: surroundings.platform,
  });
}

function checkedUrl(text: string, source: string): string {
  if (URL.canParse(text)) return text;
  throw new CatalogError(
    "config-invalid",
    `${source}: not a URL that can be understood; in user and password write @ as %40, / as %2F, : as %3A, # as %23, % as %25`,
  );
}

/** The folder that a config's relative paths start from. */
export function anchorOf(file: string, platform: NodeJS.Platform): string {
  return platform === "win32" ? path.win32.dirname(file) : path.posix.dirname(file);
}
