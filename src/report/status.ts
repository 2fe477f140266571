import type { LibraryStatus, ServiceStatus } from "./status-rows.ts";
import type { Session } from "../catalog/session.ts";
import {
  readDatabaseStatus,
  readLibraryStatus,
  readServices,
  type DatabaseStatus,
} from "../catalog/status.ts";
import type { Report } from "./json-output.ts";
import type { LibrarySight } from "./library-sight.ts";
import { libraryStatus, serviceStatus } from "./status-rows.ts";

/** What only the caller knows, said as it is. */
export interface StatusSurroundings {
  /** Such as `/home/me/musaic.config.json`; null: the package's own. */
  readonly configFile?: string | null;
  /** The cluster's folder of an embedded server; null: a server of the user's own. */
  readonly embeddedFolder?: string | null;
  /** Folder watches: what the system allows, and what it uses now where that is known. */
  readonly watches?: { readonly limit: number | null; readonly used: number | null };
}

/** Libraries as they are now; of others the report says what the last pass saw. */
export type StatusOptions = StatusSurroundings & { readonly sights?: readonly LibrarySight[] };

export interface StatusReport extends Report<LibraryStatus> {
  readonly database: DatabaseStatus;
  readonly services: readonly ServiceStatus[];
  readonly surroundings: StatusSurroundings;
  readonly libraries: readonly LibraryStatus[];
  readonly totals: {
    readonly libraries: number;
    readonly present: number;
    readonly bytes: number;
    readonly missing: number;
    readonly unfollowed: number;
    readonly problems: number;
  };
}

/** The whole state of the catalog; its size is that of the libraries' list. Call it inside withSnapshot. */
export async function readStatus(
  session: Session,
  { sights = [], ...surroundings }: StatusOptions = {},
): Promise<StatusReport> {
  const seen = new Map(sights.map((sight) => [sight.path, sight]));
  const database = await readDatabaseStatus(session);
  const libraries = (await readLibraryStatus(session)).map((row) =>
    libraryStatus(row, seen.get(row.path) ?? null),
  );
  const services = (await readServices(session)).map(serviceStatus);
  const totals = {
    libraries: libraries.length,
    present: sum(libraries, ({ assets }) => assets.present),
    bytes: sum(libraries, ({ bytes }) => bytes),
    missing: sum(libraries, ({ assets }) => assets.missing),
    unfollowed: sum(libraries, ({ assets }) => assets.unfollowed),
    problems: sum(libraries, ({ problems }) => problems),
  };
  const generatedAt = new Date().toISOString();
  return {
    head: { command: "status", version: 1, generatedAt, database, ...surroundings, services, totals },
    listName: "libraries",
    items: each(libraries),
    tail: () => ({}),
    database,
    services,
    surroundings,
    libraries,
    totals,
  };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function sum(libraries: readonly LibraryStatus[], of: (library: LibraryStatus) => number): number {
  return libraries.reduce((total, library) => total + of(library), 0);
}
