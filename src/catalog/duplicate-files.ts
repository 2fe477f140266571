import { type PathRange, rangeColumns } from "../domain/path-rules.ts";
import { readSampleUses, UNUSED, type SampleUses } from "./sample-uses.ts";
import { type Session } from "./session.ts";

export interface DuplicateGroupRow {
  readonly fileHash: string;
  readonly sizeBytes: number;
  /** In the order of their paths. */
  readonly files: DuplicateFileRow[];
}

export interface DuplicateFileRow extends SampleUses {
  readonly assetId: string;
  readonly filePath: string;
  readonly libraryId: number | null;
  readonly mtimeNs: bigint | null;
  /** Equal for two paths of one file; null where nothing is known. */
  readonly fileIdentity: string | null;
  readonly clips: number;
  readonly projects: readonly string[];
}

interface FileRow extends Record<string, unknown> {
  group_number: number;
  id: string;
  file_path: string;
  mtime_ns: bigint | null;
  file_identity: string | null;
  library_id: number | null;
  clips: number;
  projects: string[] | null;
}

/** The files of some groups, and who uses them. */
export async function readGroupFiles(
  session: Session,
  groups: readonly { fileHash: string; sizeBytes: number }[],
  filter: { readonly under: readonly PathRange[]; readonly minSizeBytes: number },
): Promise<DuplicateGroupRow[]> {
  const rows = await session.run<FileRow>("duplicate_files", [
    groups.map(({ fileHash }) => fileHash),
    ...rangeColumns(filter.under),
    Math.max(1, filter.minSizeBytes),
  ]);
  const found = groups.map((group): DuplicateGroupRow => ({ ...group, files: [] }));
  const uses = await readSampleUses(
    session,
    rows.map(({ id }) => id),
  );
  for (const row of rows) found[row.group_number - 1]?.files.push(toFile(row, uses.get(row.id) ?? UNUSED));
  return found;
}

const NONE: readonly string[] = [];

function toFile(row: FileRow, { uses, usedBy, isKnown }: SampleUses): DuplicateFileRow {
  return {
    assetId: row.id,
    filePath: row.file_path,
    libraryId: row.library_id,
    mtimeNs: row.mtime_ns,
    fileIdentity: row.file_identity,
    clips: row.clips,
    projects: row.projects ?? NONE,
    uses,
    usedBy,
    isKnown,
  };
}
