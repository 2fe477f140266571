import { catalogRules } from "../config/catalog-rules.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { normaliseFolder } from "../domain/path-rules.ts";
import type { Config } from "../config/load-config.ts";
import { runService } from "../daemon/run-service.ts";
import type { ServiceSettings } from "../daemon/service-settings.ts";
import { thisProcess } from "../filesystem/process-identity.ts";
import { defaultEngine } from "../filesystem/watch/folder-watcher.ts";
import { openLog } from "../log.ts";
import { hangUpEnds } from "./interruption.ts";
import { keepHeapLean } from "./lean-heap.ts";
import type { CommandContext } from "./run-command.ts";
import { refuseUnknownFolders } from "./refuse-unknown-folders.ts";

/** `watch`: the service in the foreground, until a signal ends it. */
export async function runWatch(
  given: readonly string[],
  flags: WatchFlags,
  context: CommandContext,
): Promise<ExitCode> {
  keepHeapLean();
  const settings = settingsOf(given, context.config, context.fileToEdit);
  const { level, format } = context.config.catalog.log;
  const log = openLog({ level, format, ...(flags.logFile === undefined ? {} : { file: flags.logFile }) });
  const note = onceEach((line) => log.info({ event: "database" }, line));
  if (!settings.areConfigured)
    await refuseUnknownFolders(settings.folders, (use) => context.withDatabase(use, note));
  await runService(settings, {
    log,
    process: thisProcess(),
    engine: flags.watchEngine ?? defaultEngine(process.platform),
    env: process.env,
    signal: context.signal,
    withDatabase: (use) =>
      context.withDatabase((database) => {
        note(`database: ${database.shownAs}`);
        return use(database);
      }, note),
    onReload: (reload) => {
      if (hangUpEnds()) return () => undefined;
      process.on("SIGHUP", reload);
      return () => void process.off("SIGHUP", reload);
    },
    loadSettings: () => settingsOf(given, context.readConfig(), context.fileToEdit),
  });
  return 0;
}

function settingsOf(given: readonly string[], config: Config, fileToEdit: string): ServiceSettings {
  const { catalog } = config;
  if (given.some((folder) => folder.trim() === ""))
    throw new CatalogError("usage", "a folder's name is empty: check the command line");
  const named = given.map((folder) =>
    normaliseFolder(folder, { cwd: process.cwd(), platform: process.platform }),
  );
  const folders = named.length > 0 ? named : catalog.libraries;
  if (folders.length === 0) {
    throw new CatalogError(
      "usage",
      `no folder to watch: name one (musaic-catalog watch <folder>), or list catalog.libraries in ${fileToEdit}`,
    );
  }
  return {
    folders,
    areConfigured: named.length === 0,
    rules: catalogRules(catalog),
    readers: catalog.readers,
    settleMs: catalog.settleMs,
    reconcileMinutes: catalog.reconcileMinutes ?? null,
  };
}

/** The database's notes come at every attempt to open it; each is news once. */
function onceEach(say: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (said.has(line)) return;
    said.add(line);
    say(line);
  };
}

export interface WatchFlags {
  readonly logFile?: string;
  /** Started by a manager that starts again whatever ended with a failure. */
  readonly asService?: true;
  readonly watchEngine?: "folders" | "recursive";
}
