import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { pathExists } from "./path-exists.ts";
import { pidUse, type PidUse } from "./pid-use.ts";
import { type Postmaster, readPostmaster } from "./postmaster-file.ts";
import { EMBEDDED_MAJOR } from "./server-binaries.ts";
import { errorCode, errorMessage } from "../domain/error-code.ts";

/**
 * What lies in a cluster's folder, and so what to do next:
 * - `absent`: nothing, or an empty folder: make a cluster
 * - `half-made`: an initdb of another program that was killed; a server never ran in it: put it aside
 * - `not-a-cluster`: other things: refuse
 * - `other-version`: a cluster of another major version: refuse
 * - `stopped`: a whole cluster, no server: start it (a `postmaster.pid` whose process is gone is no hindrance to PostgreSQL)
 * - `stale`: the same, but `postmaster.pid` names a living process that is not its server, which would hinder the start: remove it first
 * - `running`: a server that is starting, open or stopping: connect (`use` is `unknown` where it may be another program all the same)
 */
export type ClusterState =
  | { readonly kind: "absent" | "half-made" | "stopped" }
  | { readonly kind: "not-a-cluster" }
  | { readonly kind: "other-version"; readonly major: string }
  | { readonly kind: "stale"; readonly postmaster: Postmaster }
  | { readonly kind: "running"; readonly postmaster: Postmaster; readonly use: "ours" | "unknown" };

export interface ClusterFacts {
  /** Undefined: no such folder. */
  readonly names: readonly string[] | undefined;
  /** Contents of PG_VERSION. */
  readonly major: string | undefined;
  /** Whether `global/pg_control` is there: initdb's bootstrap has come to its end. */
  readonly bootstrapped: boolean;
  readonly postmaster: Postmaster | undefined;
  /** Whose the postmaster's pid is. */
  readonly pidUse: PidUse;
}

export function decideClusterState(facts: ClusterFacts): ClusterState {
  const { names, major, bootstrapped, postmaster } = facts;
  if (names === undefined || names.length === 0) return { kind: "absent" };
  if (major === undefined) return { kind: "not-a-cluster" };
  if (postmaster && (facts.pidUse === "ours" || facts.pidUse === "unknown"))
    return { kind: "running", postmaster, use: facts.pidUse };
  if (!bootstrapped) return { kind: "half-made" };
  if (major !== EMBEDDED_MAJOR) return { kind: "other-version", major };
  return postmaster && facts.pidUse === "other" ? { kind: "stale", postmaster } : { kind: "stopped" };
}

/** Throws `CatalogError("embedded-unavailable")` where the folder can't be read. */
export async function readClusterState(folder: string): Promise<ClusterState> {
  try {
    const postmaster = await readPostmaster(folder);
    return decideClusterState({
      names: await orMissing(readdir(folder)),
      major: (await orMissing(readFile(join(folder, "PG_VERSION"), "utf8")))?.trim(),
      bootstrapped: await pathExists(join(folder, "global", "pg_control")),
      postmaster,
      pidUse: postmaster ? await pidUse(postmaster.pid, folder) : "gone",
    });
  } catch (error) {
    const message = `the database in ${folder} can't be opened by this user: ${errorMessage(error)}`;
    throw new CatalogError("embedded-unavailable", message, { cause: error });
  }
}

async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
