import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { withEmbeddedServer } from "../../src/postgres/embedded-server.ts";

export interface BenchServer {
  /** The URL of a new, migrated, empty catalog. */
  newCatalog(): Promise<string>;
  /** The URL of a new database with nothing in it. */
  newDatabase(): Promise<string>;
}

/** The embedded server as users have it (fsync on), with a cluster that goes when the bench ends. */
export async function withBenchServer<T>(use: (server: BenchServer) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "musaic-bench-"));
  // As root, the server runs as another user, who must get in.
  chmodSync(folder, 0o755);
  try {
    return await withEmbeddedServer({ folder: join(folder, "pg") }, (server) => {
      const newDatabase = async (): Promise<string> => {
        const name = `bench_${randomUUID().replaceAll("-", "")}`;
        await withSession({ connection: { ...server.connection }, shownAs: "bench" }, (session) =>
          session.sql(`CREATE DATABASE ${name}`),
        );
        return server.url.replace("/musaic?", `/${name}?`);
      };
      const newCatalog = async (): Promise<string> => {
        const url = await newDatabase();
        await withSession(addressOfUrl(url), migrate);
        return url;
      };
      return use({ newCatalog, newDatabase });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
