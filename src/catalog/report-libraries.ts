import { folderRange, isInRange, type FolderRange } from "./folder-range.ts";
import type { Session } from "./session.ts";

/** Libraries as reports need them: names, and what can't be seen now. */
export interface ReportLibraries {
  pathOf(libraryId: number | null): string | null;
  /** True when the file's library, or the drive mounted inside it, can't be seen now. */
  isOffline(file: { libraryId: number | null; filePath: string }): boolean;
}

interface LibraryRow extends Record<string, unknown> {
  id: number;
  path: string;
  offline: boolean;
  offline_mounts: string[];
}

export async function readReportLibraries(session: Session): Promise<ReportLibraries> {
  const rows = await session.run<LibraryRow>("report_libraries");
  const libraries = new Map(
    rows.map((row) => [row.id, { ...row, mounts: row.offline_mounts.map((path) => folderRange(path)) }]),
  );
  return {
    pathOf: (libraryId) => libraries.get(libraryId ?? -1)?.path ?? null,
    isOffline: ({ libraryId, filePath }) => {
      const library = libraries.get(libraryId ?? -1);
      return library !== undefined && (library.offline || isBelowOne(filePath, library.mounts));
    },
  };
}

function isBelowOne(path: string, ranges: readonly FolderRange[]): boolean {
  return ranges.some((range) => isInRange(path, range));
}
