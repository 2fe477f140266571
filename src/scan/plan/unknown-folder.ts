import { CatalogError } from "../../domain/catalog-error.ts";
import { rangeBelow } from "../../domain/path-rules.ts";
import { hasAssetsIn, type Library } from "../../catalog/libraries.ts";
import type { Session } from "../../catalog/session.ts";
import { absenceError, placeOf, type NamedPlace } from "./named-place.ts";

/** `folder-not-found` or `folder-not-a-folder`: no folder stands there, and the catalog never knew one. Null: one can be scanned. */
export async function unknownFolder(
  session: Session,
  folder: string,
  known: readonly Library[],
): Promise<CatalogError | null> {
  try {
    await refuseUnknownPlace(session, await placeOf(folder, known));
    return null;
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
}

/** A mistyped folder inside a library is no folder whose files are gone. */
export async function refuseUnknownPlace(
  session: Session,
  { folder, library, absence }: NamedPlace,
): Promise<void> {
  if (absence === null || library === null || library.path === folder) return;
  if (!(await hasAssetsIn(session, rangeBelow(folder)))) throw absenceError(folder, absence);
}
