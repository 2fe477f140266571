import { catalogRules } from "./config/catalog-rules.ts";
/**
 * The catalog for programs: the same scan and the same duplicates report as the command line's, without a word on stdout or
 * stderr. Config, environment and the embedded database are those of the command line, too.
 */
import { homedir } from "node:os";
import { CatalogError } from "./domain/catalog-error.ts";
import { normaliseFolder } from "./domain/path-rules.ts";
import type { DuplicateTotals } from "./catalog/duplicates.ts";
import { migrate } from "./catalog/schema.ts";
import { withSession, type Session } from "./catalog/session.ts";
import { withSnapshot } from "./catalog/snapshot.ts";
import { databaseLocation } from "./config/database-location.ts";
import { loadConfig, type Config } from "./config/load-config.ts";
import { thisProcess } from "./filesystem/process-identity.ts";
import { openReaderPool } from "./reader/reader-pool.ts";
import type { DuplicateGroup } from "./report/duplicate-group.ts";
import { readDuplicates, type Checked, type DuplicatesOptions } from "./report/duplicates.ts";
import { readFound, type FoundAsset } from "./report/find.ts";
import type { FindOptions as FindQuestion } from "./report/find-query.ts";
import type { FindTotals, KnownFacts } from "./catalog/find-assets.ts";
import { readBroken, type BrokenReference } from "./report/broken-references.ts";
import { readUses, type UsedSample } from "./report/uses.ts";
import { iterateWithin } from "./report/iterate-within.ts";
import type { PassProgress } from "./scan/pass.ts";
import { requireCatalogued } from "./scan/plan/catalogued-folder.ts";
import { scanFolders, type ScanRequest, type ScanResult } from "./scan/scan-folders.ts";
import { withDatabase } from "./scan/with-database.ts";

export type * from "./domain/rows.ts";
export type { AssetMetadata } from "./domain/metadata.ts";
export type { PassCounts, PassStatus } from "./domain/pass-status.ts";
export type { DuplicateFile, DuplicateGroup } from "./report/duplicate-group.ts";
export type { FoundAsset } from "./report/find.ts";
export type { BrokenReference } from "./report/broken-references.ts";
export type { UsedSample } from "./report/uses.ts";
export type { PassProgress, PassResult } from "./scan/pass.ts";
export type { ScanResult } from "./scan/scan-folders.ts";
export { CatalogError };

/** Which catalog, and what every call can be told. */
export interface CatalogOptions {
  /** The config file; left out: looked for as the command line does, starting in the current folder. */
  readonly config?: string;
  /** `postgresql://…`, or `embedded:<folder>` from the current folder on; left out: what the config says. */
  readonly database?: string;
  /** Aborted: a scan ends as "interrupted" after the files in hand, which are kept; everything else rejects. */
  readonly signal?: AbortSignal;
  /** Told lines for a person: what explains how it went. */
  readonly onNote?: (line: string) => void;
}

export interface ScanOptions extends CatalogOptions {
  /** Absolute, or from the current folder on; left out: the config's libraries. */
  readonly folders?: readonly string[];
  /** Read every file again and report bit rot. */
  readonly verify?: boolean;
  /** Read files again that an older version of this package read. */
  readonly reparse?: boolean;
  /** Read no file and write nothing: say what a pass would find. */
  readonly dryRun?: boolean;
  /** Mark what is gone as missing although it is very much. */
  readonly acceptMissing?: boolean;
  /** Take over a library that belongs to another machine. */
  readonly adopt?: boolean;
  /** The old place of the one folder given: its drive is mounted elsewhere now. */
  readonly movedFrom?: string;
  /** False: a library that another process has ends as "busy"; else it is waited for. */
  readonly wait?: boolean;
  /** Called often: at most once for every file. */
  readonly onProgress?: (progress: PassProgress) => void;
}

export interface DuplicatesSummary {
  /** Of the whole catalog (or the folders asked for), whatever `limit` is. */
  readonly totals: DuplicateTotals;
  /** What was found of the files in the groups that were given. */
  readonly checked: Checked;
}

/**
 * One pass over each folder. What goes wrong with a file or a library is in the result (`status`, `problems`); rejects with a
 * CatalogError for wrong options or config, and a database that can't be reached.
 */
export async function scan(options: ScanOptions = {}): Promise<ScanResult> {
  const config = configOf(options);
  const request = requestOf(options, config);
  const { signal = new AbortController().signal, onNote, onProgress } = options;
  return withDatabase(config.database, { signal, onNote }, async ({ address }) => {
    const pool = openReaderPool({ threads: request.readers, followSymlinks: request.rules.followSymlinks });
    try {
      const events = { ...(onNote && { onNote }), ...(onProgress && { onProgress }) };
      return await scanFolders(request, { address, process: thisProcess(), pool, signal, events });
    } finally {
      await pool.close();
    }
  });
}

/**
 * Groups of files with equal content, the copy to keep first, as they stand at one moment of the catalog. Memory does not grow
 * with the catalog: groups come as they are asked for, and the database is open as long as the iteration is. Its return value
 * is the summary. Throws a CatalogError as `scan` does.
 */
export async function* duplicates(
  options: DuplicatesOptions & CatalogOptions = {},
): AsyncGenerator<DuplicateGroup, DuplicatesSummary, void> {
  const { database } = configOf(options);
  const { signal, onNote } = options;
  const under = (options.under ?? []).map(absolute);
  const across = (options.across ?? []).map(absolute);
  return yield* iterateWithin<DuplicateGroup, DuplicatesSummary>((give) =>
    withDatabase(database, { signal, onNote }, ({ address }) =>
      withSession(address, async (session) => {
        await migrate(session);
        const scope = {
          ...options,
          under: await requireCatalogued(session, under),
          across: await requireCatalogued(session, across),
        };
        return withSnapshot(session, async () => {
          const { items, totals, checked } = await readDuplicates(session, scope);
          for await (const group of items) {
            signal?.throwIfAborted();
            await give(group);
          }
          return { totals, checked };
        });
      }),
    ),
  );
}

/** What is asked, as of the command `find`; folders are absolute, or from the current folder on. */
export interface FindOptions extends FindQuestion, CatalogOptions {}

export interface FindSummary {
  readonly totals: FindTotals;
  /** How many files of the catalog say a tempo or a key at all. */
  readonly known: KnownFacts;
}

/**
 * Present assets that meet all that is asked, in order. Memory, the database and errors are as with `duplicates`; its return value is the
 * summary.
 */
export async function* find(options: FindOptions = {}): AsyncGenerator<FoundAsset, FindSummary, void> {
  const { database } = configOf(options);
  const { signal, onNote, library } = options;
  const folders = (options.under ?? []).map(absolute);
  return yield* iterateWithin<FoundAsset, FindSummary>((give) =>
    withDatabase(database, { signal, onNote }, ({ address }) =>
      withSession(address, async (session) => {
        await migrate(session);
        const under = await requireCatalogued(session, folders);
        const question = { ...options, under, ...(library !== undefined && { library: absolute(library) }) };
        return withSnapshot(session, async () => {
          const { items, totals, known } = await readFound(session, question);
          for await (const asset of items) {
            signal?.throwIfAborted();
            await give(asset);
          }
          return { totals, known };
        });
      }),
    ),
  );
}

export interface UsesOptions extends CatalogOptions {
  /** A sample or a folder, absolute or from the current folder on; left out: everything. */
  readonly path?: string;
}

/** Samples that something uses, or may use, in the order of their paths: songs, and files of other programs. As `duplicates`. */
export function uses(options: UsesOptions = {}): AsyncGenerator<UsedSample, void, void> {
  return usesAs(options, async (session, path) => (await readUses(session, path)).items);
}

/** Samples that files of other programs name and that are not there, and where the same is now. As `duplicates`. */
export function brokenReferences(options: UsesOptions = {}): AsyncGenerator<BrokenReference, void, void> {
  return usesAs(options, async (session, path) => (await readBroken(session, path)).items);
}

async function* usesAs<Item>(
  { signal, onNote, ...options }: UsesOptions,
  read: (session: Session, path: string | null) => Promise<AsyncIterable<Item>>,
): AsyncGenerator<Item, void, void> {
  const { database } = configOf(options);
  const path = options.path === undefined ? null : absolute(options.path);
  yield* iterateWithin<Item, void>((give) =>
    withDatabase(database, { signal, onNote }, ({ address }) =>
      withSession(address, async (session) => {
        await migrate(session);
        await withSnapshot(session, async () => {
          for await (const item of await read(session, path)) {
            signal?.throwIfAborted();
            await give(item);
          }
        });
      }),
    ),
  );
}

function configOf({ config: file, database }: CatalogOptions): Config {
  const { env, platform } = process;
  const surroundings = { cwd: process.cwd(), env, platform, homedir: homedir() };
  const config = loadConfig({ file, ...surroundings });
  if (database === undefined) return config;
  const given = { value: database, source: "database", anchor: surroundings.cwd };
  return { ...config, database: databaseLocation(given, surroundings) };
}

function requestOf(options: ScanOptions, { catalog }: Config): ScanRequest {
  const folders = options.folders === undefined ? catalog.libraries : options.folders.map(absolute);
  if (folders.length === 0) throw new CatalogError("usage", "no folder to scan: none given, none configured");
  if (options.movedFrom !== undefined && folders.length !== 1)
    throw new CatalogError("usage", "movedFrom goes with one folder: the library's new place");
  const { readers } = catalog;
  return {
    command: "scan",
    folders,
    rules: catalogRules(catalog),
    readers,
    verify: options.verify ?? false,
    reparse: options.reparse ?? false,
    dryRun: options.dryRun ?? false,
    fromConfig: options.folders === undefined,
    acceptMissing: options.acceptMissing ?? false,
    adopt: options.adopt ?? false,
    wait: options.wait ?? true,
    settleMs: 0,
    movedFrom: options.movedFrom === undefined ? null : absolute(options.movedFrom),
  };
}

/** Throws `usage` for an empty name, which would be the current folder. */
function absolute(folder: string): string {
  if (folder.trim() === "") throw new CatalogError("usage", "a folder's name is empty");
  return normaliseFolder(folder, { cwd: process.cwd(), platform: process.platform });
}
