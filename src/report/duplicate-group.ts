import type { DuplicateFileRow, DuplicateGroupRow } from "../catalog/duplicate-files.ts";
import { chooseKeeper, type KeepRule } from "./keep-rule.ts";
import type { LibraryNames } from "./library-names.ts";
import type { Sight } from "./look-at-files.ts";

/** `unchecked` with --no-check; `offline` files are never looked at. */
export type FileState = Extract<Sight, "sound" | "unreadable"> | "offline" | "unchecked";

export interface DuplicateFile {
  readonly assetId: string;
  readonly filePath: string;
  /** True for one file of a group: the copy to keep, by the group's `keptBy`. */
  readonly keep: boolean;
  readonly clips: number;
  /** Names, sorted. */
  readonly projects: readonly string[];
  /** No song uses it, it is not the copy to keep nor one file with it, and it is not out of sight. */
  readonly removable: boolean;
  /** The asset before it in this group that is the same file on disk. */
  readonly hardLinkOf: string | null;
  readonly library: string | null;
  /** ISO 8601; null if unknown. */
  readonly modifiedAt: string | null;
  readonly state: FileState;
}

export interface DuplicateGroup {
  readonly fileHash: string;
  readonly sizeBytes: number;
  readonly files: readonly DuplicateFile[];
  /** The keep rule that decided. */
  readonly keptBy: string;
  /** Files beside the one to keep; several paths of one file count once. */
  readonly redundantFiles: number;
  readonly redundantBytes: number;
}

/** A file of a group with what was seen of it: `gone` and `changed` ones have been taken out. */
export interface SeenFile extends DuplicateFileRow {
  readonly state: FileState;
  readonly reachable: boolean;
}

/** Written out: spreading a million rows takes 1.8 s. */
export function seenFile(row: DuplicateFileRow, state: FileState): SeenFile {
  return {
    assetId: row.assetId,
    filePath: row.filePath,
    libraryId: row.libraryId,
    mtimeNs: row.mtimeNs,
    fileIdentity: row.fileIdentity,
    clips: row.clips,
    projects: row.projects,
    state,
    reachable: state === "sound" || state === "unchecked",
  };
}

/** What a group says, the copy to keep first; null if fewer than two copies are left to speak of. */
export function duplicateGroup(
  row: Omit<DuplicateGroupRow, "files"> & { files: readonly SeenFile[] },
  rules: readonly KeepRule[],
  options: { unused: boolean; libraries: LibraryNames },
): DuplicateGroup | null {
  const [first, ...others] = row.files;
  if (first === undefined || others.length === 0) return null;
  const choice = chooseKeeper([first, ...others], rules);
  const shown = row.files.filter((file) => !options.unused || file.clips === 0 || file === choice.file);
  if (shown.length < 2) return null;
  const staying = options.unused
    ? row.files.filter((file) => file.clips > 0 || file === choice.file)
    : [choice.file];
  const ordered = [choice.file, ...shown.filter((file) => file !== choice.file)];
  const links = linksOf(ordered);
  const files = ordered.map((file) => toFile(file, { keeper: choice.file, links, ...options }));
  const redundantFiles = redundantOf(ordered, staying);
  return {
    fileHash: row.fileHash,
    sizeBytes: row.sizeBytes,
    files,
    keptBy: choice.rule,
    redundantFiles,
    redundantBytes: redundantFiles * row.sizeBytes,
  };
}

/** Files (not paths) that would go if only those that stay were kept. */
function redundantOf(shown: readonly SeenFile[], staying: readonly SeenFile[]): number {
  const stay = new Set(staying.map(identityOf));
  return new Set(shown.map(identityOf).filter((identity) => !stay.has(identity))).size;
}

function identityOf(file: SeenFile): string {
  return file.fileIdentity ?? file.assetId;
}

/** For each path that is one file with an earlier one: the asset of the first. */
function linksOf(files: readonly SeenFile[]): Map<SeenFile, string> {
  const first = new Map<string, string>();
  const links = new Map<SeenFile, string>();
  for (const file of files) {
    if (file.fileIdentity === null) continue;
    const known = first.get(file.fileIdentity);
    if (known === undefined) first.set(file.fileIdentity, file.assetId);
    else links.set(file, known);
  }
  return links;
}

const NS_A_MS = 1_000_000n;

function toFile(
  file: SeenFile,
  group: { keeper: SeenFile; links: Map<SeenFile, string>; libraries: LibraryNames },
): DuplicateFile {
  const keep = file === group.keeper;
  const oneWithKeeper = file.fileIdentity !== null && file.fileIdentity === group.keeper.fileIdentity;
  return {
    assetId: file.assetId,
    filePath: file.filePath,
    keep,
    clips: file.clips,
    projects: file.projects,
    removable: !oneWithKeeper && !keep && file.clips === 0 && file.reachable,
    hardLinkOf: group.links.get(file) ?? null,
    library: group.libraries.pathOf(file.libraryId),
    modifiedAt: file.mtimeNs === null ? null : new Date(Number(file.mtimeNs / NS_A_MS)).toISOString(),
    state: file.state,
  };
}
