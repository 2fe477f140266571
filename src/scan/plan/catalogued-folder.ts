import { knowsBelow, listLibraries } from "../../catalog/libraries.ts";
import { type Session } from "../../catalog/session.ts";
import { CatalogError } from "../../domain/catalog-error.ts";
import { shellWord } from "../../domain/shell-word.ts";
import { aliasOf } from "./named-place.ts";

/**
 * A normalised folder that somebody asks about, as the catalog spells it: as given if the catalog knows something there,
 * else by its real path, as `scan` does for a link to a library. Null if the catalog knows nothing there.
 */
export async function cataloguedFolder(session: Session, given: string): Promise<string | null> {
  if (await knowsBelow(session, given)) return given;
  const alias = await aliasOf(given, await listLibraries(session));
  return alias !== null && (await knowsBelow(session, alias)) ? alias : null;
}

/** Throws CatalogError `folder-not-found` for a folder of which a report could say nothing. */
export async function requireCatalogued(session: Session, folders: readonly string[]): Promise<string[]> {
  const known = [];
  for (const given of folders) {
    const folder = await cataloguedFolder(session, given);
    if (folder === null) throw new CatalogError("folder-not-found", await nothingBelow(session, given));
    known.push(folder);
  }
  return known;
}

async function nothingBelow(session: Session, folder: string): Promise<string> {
  const scan = `musaic-catalog scan ${shellWord(folder)}`;
  const libraries = await listLibraries(session);
  return libraries.length === 0
    ? `nothing has been scanned yet: ${scan}`
    : `the catalog knows nothing below ${folder}: check the path, or scan it first: ${scan}`;
}
