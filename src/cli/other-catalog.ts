import { homedir } from "node:os";
import type { Config } from "../config/load-config.ts";
import { otherCluster } from "../config/other-cluster.ts";
import { clusterIsMade } from "../postgres/cluster-place.ts";

/** The user's other catalog, which the config in use does not show, and whether the config's own was ever begun. */
export async function otherCatalog(
  config: Config,
): Promise<{ readonly folder: string; readonly isFirstUse: boolean } | null> {
  const { env, platform } = process;
  const folder = otherCluster(config, { cwd: process.cwd(), env, platform, homedir: homedir() });
  if (folder === null || config.database.kind === "url" || !(await clusterIsMade(folder))) return null;
  return { folder, isFirstUse: !(await clusterIsMade(config.database.folder)) };
}
