import { fileURLToPath } from "node:url";

/**
 * The absolute path of a file of this package, named from its top folder: `packageFile("sql/queries/diff.sql")`.
 * Works alike from `src` (tests) and `dist` (users), which are equally deep; worker threads always run the built file.
 */
export function packageFile(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}
