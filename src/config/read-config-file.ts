import { readFileSync } from "node:fs";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ConfigPlace } from "./find-config-file.ts";
import { findJsonFault } from "./json-fault.ts";
import { plainJson } from "./plain-json.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export interface ConfigFile {
  /** Absolute. */
  readonly file: string;
  readonly content: JsonObject;
}

/** The first config that is there; null if none is. Throws `config-invalid` for one that is named and missing, or no JSON. */
export function readConfigFile(places: readonly ConfigPlace[]): ConfigFile | null {
  for (const { file, namedBy } of places) {
    const text = readText(file);
    if (text !== null) return { file, content: parse(text, file) };
    if (namedBy !== null)
      throw new CatalogError("config-invalid", `${namedBy} names ${file}, but there is no such file`);
  }
  return null;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** null: nothing is there. What is there but can't be read is an error: another config would be a silent surprise. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = errnoOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    const reason = code === "EISDIR" ? "it is a folder, not a file" : code;
    throw new CatalogError("config-invalid", `${file} can't be read: ${reason}`, { cause: error });
  }
}

function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function parse(text: string, file: string): JsonObject {
  // Windows editors write a byte order mark.
  const json = plainJson(text.replace(/^\uFEFF/, ""));
  const value = parseOrFault(json, file);
  if (isJsonObject(value)) return value;
  throw new CatalogError("config-invalid", `${file}: expected an object, { … }, around everything`);
}

function parseOrFault(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not as a cause: V8's message quotes the text around the fault, and that may be a password.
    const { line, column, expected } = findJsonFault(json);
    throw new CatalogError("config-invalid", `${file}:${line}:${column}: not JSON: expected ${expected}`);
  }
}
