import type { TestProject } from "vitest/node";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { clusterBinaries, startCluster } from "./cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** URLs of the database `postgres`, one a cluster, each with a migrated template `musaic_template`. */
    clusters: { name: string; url: string }[];
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const clusters = clusterBinaries().map(({ name, binFolder }) => startCluster(name, binFolder));
  if (clusters.length === 1)
    console.warn("tests run on one PostgreSQL only: the machine has no second version");
  for (const cluster of clusters) {
    await withSession(addressOfUrl(cluster.url("postgres")), (session) =>
      session.sql("CREATE DATABASE musaic_template"),
    );
    await withSession(addressOfUrl(cluster.url("musaic_template")), (session) => migrate(session));
  }
  project.provide(
    "clusters",
    clusters.map((cluster) => ({ name: cluster.name, url: cluster.url("postgres") })),
  );
  return () => {
    for (const cluster of clusters) cluster.stop();
  };
}
