import { join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ClusterPlace } from "./cluster-place.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { Postmaster } from "./postmaster-file.ts";
import { EMBEDDED_MAJOR } from "./server-binaries.ts";
import { SERVER_LOG } from "./start-server.ts";

export function refusal(
  place: ClusterPlace,
  state: Extract<ClusterState, { kind: "not-a-cluster" | "other-version" }>,
): Error {
  return state.kind === "not-a-cluster"
    ? new CatalogError(
        "embedded-unavailable",
        `${place.folder} holds other things than a database: name an empty or a new folder in dbConnectionString`,
      )
    : new CatalogError(
        "embedded-other-version",
        `the database in ${place.folder} is of PostgreSQL ${state.major}, this program brings ${EMBEDDED_MAJOR}: dump it with the musaic-catalog version that made it (pg_dump) and restore into a new folder, or move the folder away and scan again`,
      );
}

export function notStarted(place: ClusterPlace, reason: string): Error {
  const log = join(place.folder, SERVER_LOG);
  return new CatalogError(
    "embedded-unavailable",
    `the database in ${place.folder} does not start: ${reason} (log: ${log})`,
  );
}

/** A pid that may be another program's by now is no pid to send a signal to. */
export function deaf(
  place: ClusterPlace,
  { postmaster: { pid, host }, isOurs }: { postmaster: Postmaster; isOurs: boolean },
  waitedMs: number,
): Error {
  const log = join(place.folder, SERVER_LOG);
  const [who, remedy] = isOurs
    ? [
        `the server of ${place.folder} (pid ${pid}${host === undefined ? "" : `, ${host}`})`,
        `stop it with \`kill ${pid}\``,
      ]
    : [
        `the server of ${place.folder}`,
        `look what process ${pid} is: if it is no PostgreSQL server of this folder, remove ${join(place.folder, "postmaster.pid")}`,
      ];
  return new CatalogError(
    "embedded-unavailable",
    `${who} has not answered for ${waitedMs / 1000} s: look into ${log}, try again in a moment, or ${remedy}`,
  );
}
