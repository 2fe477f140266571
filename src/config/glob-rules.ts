import { ALWAYS_EXCLUDED } from "./catalog-defaults.ts";

/** Globs as the walk takes them, relative to the library: one for each that is given, and everything where none is. */
export function includeGlobs(given: readonly string[]): string[] {
  // One stays one: with several, the walk must remember every name so as to give none twice.
  return given.length === 0
    ? ["**/*"]
    : given.map((glob) => (glob.endsWith("/") ? `${anchored(glob)}/**` : anchored(glob)));
}

/** The names left out always, without those taken back with "!", then the user's own. A folder's glob covers all below. */
export function excludeGlobs(given: readonly string[]): string[] {
  const takenBack = new Set(given.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)));
  const own = given.filter((glob) => !glob.startsWith("!"));
  return [...ALWAYS_EXCLUDED.filter((glob) => !takenBack.has(glob)), ...own].map(anchored);
}

/** As in .gitignore: a glob with no slash but at its end is a name at any depth, others start at the library. */
function anchored(glob: string): string {
  const bare = glob.replace(/\/+$/, "");
  return bare.includes("/") ? bare.replace(/^\/+/, "") : `**/${bare}`;
}
