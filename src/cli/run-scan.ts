import { catalogRules } from "../config/catalog-rules.ts";
import { CatalogError, ERROR_EXITS } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import type { PassStatus } from "../domain/pass-status.ts";
import { normaliseFolder } from "../domain/path-rules.ts";
import { thisProcess } from "../filesystem/process-identity.ts";
import { openReaderPool } from "../reader/reader-pool.ts";
import { localTime } from "../report/local-time.ts";
import { failureJson, scanJson, scanText } from "../report/scan-result.ts";
import { scanFolders, type ScanRequest, type ScanResult } from "../scan/scan-folders.ts";
import { visible } from "../report/visible.ts";
import { askYesNo } from "./ask-yes-no.ts";
import { showProgress } from "./progress.ts";
import { standardOutput } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

export interface ScanFlags {
  readonly json?: true;
  readonly verify?: true;
  readonly reparse?: true;
  readonly dryRun?: true;
  readonly acceptMissing?: true;
  readonly movedFrom?: string;
  readonly adopt?: true;
  readonly wait: boolean;
  readonly quiet?: true;
}

const FINISHING = "finishing the files in hand; Ctrl-C again leaves now";

/** `scan`: folders in, catalog out. */
export async function runScan(
  given: readonly string[],
  flags: ScanFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const request = requestOf(given, flags, context);
  const isQuiet = flags.quiet === true;
  const aside = isQuiet ? (): void => undefined : context.say;
  const result = await context.withDatabase(async ({ address, shownAs }) => {
    aside(`database: ${shownAs}`);
    const progress = showProgress({
      isTerminal: context.isTerminal,
      isQuiet,
      say: context.say,
    });
    const mayTakeIn = (folder: string): Promise<boolean> =>
      askYesNo(`Scan ${visible(folder)} all the same?`, context.signal);
    const onAbort = (): void => (isQuiet ? aside : progress.note)(FINISHING);
    context.signal.addEventListener("abort", onAbort, { once: true });
    const pool = openReaderPool({ threads: request.readers, followSymlinks: request.rules.followSymlinks });
    try {
      return await scanFolders(request, {
        address,
        process: thisProcess(),
        pool,
        signal: context.signal,
        events: {
          onNote: progress.note,
          onProgress: progress.show,
          ...(context.isTerminal && process.stdin.isTTY && { mayTakeIn }),
          onWaiting: ({ libraryPath, machineName, pid, since }) =>
            (isQuiet ? aside : progress.note)(
              `waiting: process ${pid} on ${machineName} decides over ${libraryPath} since ${localTime(since)} (--no-wait ends instead)`,
            ),
        },
      });
    } catch (error) {
      progress.end();
      if (flags.json === true && exitOf(error) === 1) await context.print(failureJson(error));
      throw error;
    } finally {
      context.signal.removeEventListener("abort", onAbort);
      progress.end();
      await pool.close();
    }
  }, aside);
  await context.print(
    flags.json === true
      ? scanJson(result, { isDryRun: request.dryRun })
      : scanText(result, { isDryRun: request.dryRun, color: standardOutput(context).color }),
  );
  return exitCodeOf(result);
}

/** Wrong usage has no result; a failure has one that says so. */
function exitOf(error: unknown): ExitCode {
  return error instanceof CatalogError ? ERROR_EXITS[error.code] : 1;
}

function requestOf(
  given: readonly string[],
  flags: ScanFlags,
  { config, fileToEdit }: CommandContext,
): ScanRequest {
  const { catalog } = config;
  const named = given.map((folder) =>
    normaliseFolder(folder, { cwd: process.cwd(), platform: process.platform }),
  );
  if (given.some((folder) => folder.trim() === ""))
    throw new CatalogError("usage", "a folder's name is empty: check the command line");
  const folders = named.length > 0 ? named : catalog.libraries;
  if (folders.length === 0) {
    throw new CatalogError(
      "usage",
      `no folder to scan: name one (musaic-catalog scan <folder>), or list catalog.libraries in ${fileToEdit}`,
    );
  }
  for (const reads of ["verify", "reparse"] as const)
    if (flags.dryRun === true && flags[reads] === true)
      throw new CatalogError("usage", `--dry-run reads no file: it does not go with --${reads}`);
  if (flags.movedFrom !== undefined && folders.length !== 1) {
    throw new CatalogError("usage", "--moved-from goes with one folder: the library's new place");
  }
  return {
    command: "scan",
    folders,
    rules: catalogRules(catalog),
    readers: catalog.readers,
    verify: flags.verify === true,
    reparse: flags.reparse === true,
    dryRun: flags.dryRun === true,
    fromConfig: named.length === 0,
    acceptMissing: flags.acceptMissing === true,
    adopt: flags.adopt === true,
    wait: flags.wait,
    settleMs: 0,
    movedFrom:
      flags.movedFrom === undefined
        ? null
        : normaliseFolder(flags.movedFrom, { cwd: process.cwd(), platform: process.platform }),
  };
}

const EXITS: Record<PassStatus, ExitCode> = {
  complete: 0,
  "complete-with-problems": 3,
  held: 4,
  offline: 4,
  busy: 6,
  // The signal that interrupted it says which of 130 and 143 it is.
  interrupted: 130,
  failed: 1,
};

function exitCodeOf({ status }: ScanResult): ExitCode {
  return EXITS[status];
}
