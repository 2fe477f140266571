import { CatalogError } from "../domain/catalog-error.ts";
import { catalogSchema } from "./catalog-config.ts";
import { nearestName } from "./nearest-name.ts";
import { isJsonObject, type ConfigFile, type JsonObject } from "./read-config-file.ts";

/**
 * The other keys of the file are the workstation's and none of our business; but one of ours on the top level, or in other
 * letters, would silently count as not said, and the catalog would follow nothing, or begin in another place. Throws `config-invalid`.
 */
export function refuseMisplacedKeys({ file, content }: ConfigFile): void {
  const faults = Object.keys(content).flatMap((key) => {
    const meant = meantBy(key, content);
    return meant === null ? [] : [`no key ${JSON.stringify(key)} is known here; did you mean ${meant}?`];
  });
  if (faults.length > 0) throw new CatalogError("config-invalid", `${file}: ${faults.join("; ")}`);
}

function meantBy(key: string, content: JsonObject): string | null {
  if (key !== "catalog" && isJsonObject(content[key]) && !("catalog" in content))
    return nearestName(key, ["catalog"]);
  if (
    key !== "dbConnectionString" &&
    !("dbConnectionString" in content) &&
    isSameWord(key, "dbConnectionString")
  )
    return "dbConnectionString";
  return OURS.has(key) && mayBeMisplaced(key, content["catalog"]) ? `catalog.${key}` : null;
}

/** `log` is a word that any program may use for itself. */
const OURS: ReadonlySet<string> = new Set(Object.keys(catalogSchema.shape).filter((key) => key !== "log"));

/** Beside a `catalog` that says the same, or other things, a key may be the workstation's own; not so our libraries. */
function mayBeMisplaced(key: string, catalog: unknown): boolean {
  return catalog === undefined || (key === "libraries" && isJsonObject(catalog) && !("libraries" in catalog));
}

function isSameWord(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "");
}
