import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { openLog } from "../log.ts";

/**
 * launchd and Windows' task scheduler start again whatever ended with a failure, and nobody reads what a service says to
 * stderr. So its log says why it ended, and a start that no second one mends (a wrong config, a database that is another
 * program's: all that the service throws by name) counts as a success to them.
 */
export function endOfService(error: unknown, { logFile }: { readonly logFile?: string }): ExitCode | null {
  const log = openLog({ level: "info", ...(logFile === undefined ? {} : { file: logFile }) });
  if (!(error instanceof CatalogError)) {
    log.error({ event: "crashed", err: error }, "the service broke, and is started again");
    return null;
  }
  log.error(
    { event: "cannot-start", code: error.code },
    `${error.message}; the service starts at the next log-in, or by musaic-catalog service install`,
  );
  return 0;
}
