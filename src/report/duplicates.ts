import type { DuplicateFileRow, DuplicateGroupRow } from "../catalog/duplicate-files.ts";
import { openDuplicates, type DuplicateSort, type DuplicateTotals } from "../catalog/duplicates.ts";
import type { Session } from "../catalog/session.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import {
  duplicateGroup,
  seenFile,
  type DuplicateGroup,
  type FileState,
  type SeenFile,
} from "./duplicate-group.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";
import type { Report } from "./json-output.ts";
import { DEFAULT_KEEP_RULES, parseKeepRule, type KeepRule } from "./keep-rule.ts";
import { examine, type Examined } from "./look-at-files.ts";
import { Listings } from "../filesystem/listed-path.ts";
import { readAhead } from "./read-ahead.ts";

export interface DuplicatesOptions {
  /** Absolute folders; only files below one of them are looked at. */
  readonly under?: readonly string[];
  /** Absolute folders; only groups with a copy below each of them. */
  readonly across?: readonly string[];
  /** Only copies that no song uses, beside the one to keep. */
  readonly unused?: boolean;
  readonly minSizeBytes?: number;
  readonly sort?: DuplicateSort;
  /** How many groups are shown; the totals are of all. */
  readonly limit?: number;
  /** Rules as typed, see parseKeepRule. */
  readonly keep?: readonly string[];
  /** False: no file is looked at. */
  readonly check?: boolean;
}

/** What was found of the files that are shown. Those gone or changed are left out of their groups. */
export interface Checked {
  files: number;
  gone: number;
  changed: number;
  unreadable: number;
  /** Files that could not be looked at because their drive is not there. */
  offline: number;
}

/** The report as one value: `head` holds scope and totals, `items` the groups, `tail` what the check found. */
export interface DuplicatesReport extends Report<DuplicateGroup> {
  readonly scope: DuplicatesScope;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly totals: DuplicateTotals;
  readonly checked: Checked;
}

/** Call it inside withSnapshot and use it up there. Throws CatalogError "usage" for a keep rule that is none. */
export async function readDuplicates(
  session: Session,
  options: DuplicatesOptions = {},
): Promise<DuplicatesReport> {
  const scope = scopeOf(options);
  const rules = scope.keep.map((text) => parseKeepRule(text));
  const libraries = await readLibraryNames(session);
  const { totals, pages } = await openDuplicates(session, {
    ...scope,
    under: scope.under.map((folder) => rangeBelow(folder)),
    across: scope.across.map((folder) => rangeBelow(folder)),
  });
  const checked = { files: 0, gone: 0, changed: 0, unreadable: 0, offline: 0 };
  const look = { check: scope.check, libraries, checked };
  const generatedAt = new Date().toISOString();
  return {
    head: { command: "duplicates", version: 1, generatedAt, scope, totals },
    listName: "groups",
    items: groupsFrom(readAhead(pages), look, { rules, unused: scope.unused }),
    tail: () => ({ checked }),
    scope,
    generatedAt,
    totals,
    checked,
  };
}

/** The options, with what holds where nothing was said. */
export type DuplicatesScope = ReturnType<typeof scopeOf>;

function scopeOf(options: DuplicatesOptions) {
  const unused = options.unused ?? false;
  const keep = options.keep === undefined || options.keep.length === 0 ? DEFAULT_KEEP_RULES : options.keep;
  return {
    under: options.under ?? [],
    across: options.across ?? [],
    unused,
    minSizeBytes: Math.max(1, options.minSizeBytes ?? 1),
    sort: options.sort ?? "wasted",
    limit: options.limit ?? null,
    // With --unused the used copies stay whatever happens: one of them is the one to keep.
    keep: unused ? ["used", ...keep.filter((rule) => rule !== "used")] : [...keep],
    check: options.check ?? true,
  };
}

interface Look {
  readonly check: boolean;
  readonly libraries: LibraryNames;
  readonly checked: Checked;
}

async function* groupsFrom(
  pages: AsyncIterable<DuplicateGroupRow[]>,
  look: Look,
  options: { rules: readonly KeepRule[]; unused: boolean },
): AsyncGenerator<DuplicateGroup> {
  for await (const page of pages) {
    for (const row of page) {
      const files = look.check ? await looked(row, look) : unlooked(row, look);
      const group = duplicateGroup({ ...row, files }, options.rules, { ...look, unused: options.unused });
      if (group !== null) yield group;
    }
  }
}

function unlooked(row: DuplicateGroupRow, { libraries }: Look): SeenFile[] {
  return row.files.map((file) => seenFile(file, libraries.isOffline(file) ? "offline" : "unchecked"));
}

async function looked(row: DuplicateGroupRow, look: Look): Promise<SeenFile[]> {
  const aliases = await aliasesIn(row);
  const seen = await Promise.all(
    row.files.map(async (file) => {
      const known = { ...file, sizeBytes: row.sizeBytes, isAlias: aliases.has(file.filePath) };
      const { state, identity } = await sightOf(known, look);
      return state === null ? null : seenFile({ ...file, fileIdentity: identity }, state);
    }),
  );
  return seen.filter((file) => file !== null);
}

/** Paths that the disk lists in another spelling, which is in the group as well: one place, not two copies. */
async function aliasesIn({ files }: DuplicateGroupRow): Promise<ReadonlySet<string>> {
  const spellings = new Map<string, string[]>();
  for (const { filePath } of files) {
    const comparable = filePath.normalize("NFC").toUpperCase();
    spellings.set(comparable, [...(spellings.get(comparable) ?? []), filePath]);
  }
  const listed = new Listings();
  const aliases = new Set<string>();
  for (const paths of spellings.values()) {
    if (paths.length === 1) continue;
    for (const path of paths) if (!(await listed.holds(path, ""))) aliases.add(path);
  }
  return aliases;
}

/** Counts what it sees; the state is null for a file that is no longer what the catalog says. */
async function sightOf(
  file: DuplicateFileRow & { sizeBytes: number; isAlias: boolean },
  { libraries, checked }: Look,
): Promise<{ state: FileState | null; identity: string | null }> {
  if (libraries.isOffline(file)) {
    checked.offline++;
    return { state: "offline", identity: null };
  }
  checked.files++;
  const { sight, identity } = file.isAlias ? GONE : await examine(file);
  if (sight === "sound") return { state: sight, identity };
  checked[sight]++;
  return { state: sight === "unreadable" ? sight : null, identity };
}

const GONE: Examined = { sight: "gone", identity: null };
