import { fileTimeNs } from "../domain/file-time.ts";
import type { DuplicateFileRow, DuplicateGroupRow } from "../catalog/duplicate-files.ts";
import type { UsingFile } from "../catalog/sample-uses.ts";
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
  /** Files of other programs that name it, or may name it. */
  readonly uses: number;
  /** The first 20 of them, and those that could not be read through. */
  readonly usedBy: readonly UsingFile[];
  /** False: a file beside it can't be read through, so nobody knows whether it is used. */
  readonly usesKnown: boolean;
  /** Nothing uses it as far as all is known, it is not the copy to keep, it is one file with none of these, and it is not out of sight. */
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
  /** Those that may go: copies that something uses or may use, and those out of sight, are not among them. */
  readonly removableFiles: number;
  readonly removableBytes: number;
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
    uses: row.uses,
    usedBy: row.usedBy,
    isKnown: row.isKnown,
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
  const shown = row.files.filter((file) => !options.unused || !mayBeUsed(file) || file === choice.file);
  if (shown.length < 2) return null;
  const needed = identitiesOf(row.files.filter((file) => mayBeUsed(file) || file === choice.file));
  const removable = new Set(shown.filter((file) => file.reachable && !needed.has(identityOf(file))));
  const ordered = [choice.file, ...shown.filter((file) => file !== choice.file)];
  const links = linksOf(ordered);
  const files = ordered.map((file) => toFile(file, { keeper: choice.file, removable, links, ...options }));
  const staying = options.unused ? needed : identitiesOf([choice.file]);
  const redundantFiles = [...identitiesOf(ordered)].filter((identity) => !staying.has(identity)).length;
  const removableFiles = identitiesOf([...removable]).size;
  return {
    fileHash: row.fileHash,
    sizeBytes: row.sizeBytes,
    files,
    keptBy: choice.rule,
    redundantFiles,
    redundantBytes: redundantFiles * row.sizeBytes,
    removableFiles,
    removableBytes: removableFiles * row.sizeBytes,
  };
}

/** What nobody knows of is used, for all we know. */
function mayBeUsed({ clips, uses, isKnown }: DuplicateFileRow): boolean {
  return clips > 0 || uses > 0 || !isKnown;
}

/** Files, not paths. */
function identitiesOf(files: readonly SeenFile[]): Set<string> {
  return new Set(files.map(identityOf));
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
  group: {
    keeper: SeenFile;
    removable: Set<SeenFile>;
    links: Map<SeenFile, string>;
    libraries: LibraryNames;
  },
): DuplicateFile {
  return {
    assetId: file.assetId,
    filePath: file.filePath,
    keep: file === group.keeper,
    clips: file.clips,
    projects: file.projects,
    uses: file.uses,
    usedBy: file.usedBy,
    usesKnown: file.isKnown,
    removable: group.removable.has(file),
    hardLinkOf: group.links.get(file) ?? null,
    library: group.libraries.pathOf(file.libraryId),
    modifiedAt: file.mtimeNs === null ? null : modifiedAt(file.mtimeNs),
    state: file.state,
  };
}

function modifiedAt(mtimeNs: bigint): string {
  return new Date(Number(fileTimeNs(mtimeNs) / NS_A_MS)).toISOString();
}
