/**
 * A glob over one file name: `*` any characters, `?` one, `[abc]` `[a-z]` `[!x]` one of (not of) these; the rest means
 * itself. Case does not matter, as in the catalog's extensions.
 */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replaceAll(
    /\[(!?)(\]?[^\]]*)\]|[\s\S]/gu,
    (part, not: string | undefined, set: string | undefined) => {
      if (set !== undefined && set !== "")
        return `[${not === "!" ? "^" : ""}${set.replaceAll(/[\\\]^[]/g, String.raw`\$&`)}]`;
      if (part === "*") return String.raw`[\s\S]*`;
      if (part === "?") return String.raw`[\s\S]`;
      return part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    },
  );
  return new RegExp(`^${source}$`, "iu");
}
