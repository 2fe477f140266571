import { isDeepStrictEqual } from "node:util";
import { CatalogError } from "../domain/catalog-error.ts";
import type { PassLoop } from "./pass-loop.ts";
import { monotonicMs, type ServiceParts } from "./service-parts.ts";

/** SIGHUP: reads the config again. A wrong one is said, and the old one stays. */
export function reloadSettings(parts: ServiceParts, loop: PassLoop): void {
  const { surroundings, queue, followed, settings: before } = parts;
  try {
    parts.settings = surroundings.loadSettings();
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    surroundings.log.error({ event: "config-invalid" }, `the config was not taken: ${error.message}`);
    return;
  }
  const { settings } = parts;
  surroundings.log.info({ event: "reloads", folders: settings.folders }, "the config was read again");
  const isOther = !isDeepStrictEqual(before.rules, settings.rules);
  if (isOther || before.readers !== settings.readers) parts.pool.renew();
  for (const folder of followed.keys()) {
    // What is to be left out now, or taken in, may be anywhere.
    if (isOther) queue.wantWhole(folder, "config-changed", monotonicMs());
  }
  parts.interruption.abort();
  parts.interruption = new AbortController();
  loop.followAgain();
}
