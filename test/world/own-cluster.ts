import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { clusterBinaries, startCluster, type Cluster } from "./cluster.ts";
import type { TestDatabase } from "./database.ts";

/** A server of the test's own, to be killed or frozen, with an empty database that no other test uses. */
export async function withOwnCluster<T>(
  use: (database: TestDatabase, cluster: Cluster) => Promise<T>,
): Promise<T> {
  const [binaries] = clusterBinaries();
  if (binaries === undefined) throw new Error("the embedded package's binaries are always there");
  const cluster = startCluster("own", binaries.binFolder);
  try {
    const url = cluster.url("postgres");
    return await use({ url, address: addressOfUrl(url) }, cluster);
  } finally {
    cluster.stop();
  }
}
