import { readLibraryViews } from "../catalog/libraries.ts";
import { type Session } from "../catalog/session.ts";
import type { LibrarySight } from "./library-sight.ts";
import { isBelow } from "../domain/path-rules.ts";

/** Libraries as reports need them: names, and what can't be seen now. */
export interface LibraryNames {
  pathOf(libraryId: number | null): string | null;
  /** True when the file's library, or the drive mounted inside it, can't be seen now. */
  isOffline(file: { readonly libraryId: number | null; readonly filePath: string }): boolean;
}

/** `sights`: libraries that somebody looked at just now. */
export async function readLibraryNames(
  session: Session,
  sights: readonly LibrarySight[] = [],
): Promise<LibraryNames> {
  const seen = new Map(sights.map((sight) => [sight.libraryId, sight]));
  const libraries = new Map((await readLibraryViews(session)).map((library) => [library.id, library]));
  return {
    pathOf: (libraryId) => libraries.get(libraryId ?? -1)?.path ?? null,
    isOffline: ({ libraryId, filePath }) => {
      const library = libraries.get(libraryId ?? -1);
      if (library === undefined) return false;
      const sight = seen.get(library.id);
      if (sight !== undefined)
        return sight.state === "offline" || sight.offlineMounts.some((mount) => isBelow(filePath, mount));
      return library.offline || library.offlineMounts.some((mount) => isBelow(filePath, mount));
    },
  };
}
