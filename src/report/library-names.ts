import { readLibraryViews } from "../catalog/libraries.ts";
import { type Session } from "../catalog/session.ts";
import { isBelow } from "../domain/path-rules.ts";

/** Libraries as reports need them: names, and what can't be seen now. */
export interface LibraryNames {
  pathOf(libraryId: number | null): string | null;
  /** True when the file's library, or the drive mounted inside it, can't be seen now. */
  isOffline(file: { readonly libraryId: number | null; readonly filePath: string }): boolean;
}

export async function readLibraryNames(session: Session): Promise<LibraryNames> {
  const libraries = new Map((await readLibraryViews(session)).map((library) => [library.id, library]));
  return {
    pathOf: (libraryId) => libraries.get(libraryId ?? -1)?.path ?? null,
    isOffline: ({ libraryId, filePath }) => {
      const library = libraries.get(libraryId ?? -1);
      if (library === undefined) return false;
      return library.offline || library.offlineMounts.some((mount) => isBelow(filePath, mount));
    },
  };
}
