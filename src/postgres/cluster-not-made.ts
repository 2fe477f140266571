import { CatalogError } from "../domain/catalog-error.ts";
import { errorCode, errorMessage } from "../domain/error-code.ts";

/** The error for a cluster that can't be made in `folder`. */
export function clusterNotMade(folder: string, error: unknown): Error {
  if (errorCode(error) === "EROFS") {
    return new CatalogError(
      "embedded-read-only",
      `there is no database in ${folder}, and none can be made on a file system that is read-only. To the background service the home is, but for a database that was there when it started: put one that was moved away back, or musaic-catalog service install makes one`,
      { cause: error },
    );
  }
  return new CatalogError(
    "embedded-unavailable",
    `no database can be made in ${folder}: ${errorMessage(error)}`,
    { cause: error },
  );
}
