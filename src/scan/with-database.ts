import { addressOfUrl, type DatabaseAddress } from "../catalog/database-address.ts";
import { withEmbeddedServer } from "../postgres/embedded-server.ts";

/** Where the catalog is, as the config says it. */
export type DatabasePlace =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "embedded"; readonly folder: string };

/** A database that can be connected to for as long as it is open. */
export interface OpenDatabase {
  readonly address: DatabaseAddress;
  /** For libpq programs. Holds the password, if there is one. */
  readonly url: string;
  /** The embedded cluster's folder, where it really lies; null for a server of somebody else. */
  readonly folder: string | null;
}

export interface DatabaseOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told each line for a person: a cluster is made, root's server runs as another user. */
  readonly onNote?: ((line: string) => void) | undefined;
}

/**
 * Opens the database for as long as `use` runs, starting the embedded server if need be. With a URL nothing is connected
 * to yet. Throws CatalogError `embedded-unavailable`, `embedded-other-version`, `config-invalid`, and what `use` throws.
 */
export async function withDatabase<T>(
  place: DatabasePlace,
  { signal, onNote }: DatabaseOptions,
  use: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  if (place.kind === "url") {
    return use({ address: addressOfUrl(place.url), url: place.url, folder: null });
  }
  return withEmbeddedServer({ folder: place.folder, signal, onNote }, async (server) => {
    const address = {
      connection: { ...server.connection },
      shownAs: `the embedded database in ${server.folder}`,
    };
    return use({ address, url: server.url, folder: server.folder });
  });
}
