import { lookInTime } from "../report/look-at-files.ts";
import { catalogRules } from "../config/catalog-rules.ts";
import { realpath, stat } from "node:fs/promises";
import { CatalogError } from "../domain/catalog-error.ts";
import { MARK_WIDTH } from "../domain/entry.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { walk } from "../filesystem/walker.ts";
import { openReaderPool } from "../reader/reader-pool.ts";
import { type ReaderPool } from "../reader/batch-pool.ts";
import { cataloguedFolder } from "../scan/plan/catalogued-folder.ts";
import { refuseSystemFolder } from "../scan/plan/named-place.ts";
import type { CheckSources } from "../report/check.ts";
import { visible } from "../report/visible.ts";
import { writeCheck } from "../report/write-check.ts";
import { REPORT_FORMATS, type ReportFormat } from "../report/write-report.ts";
import { withKnownCatalog } from "./known-catalog.ts";
import { byName, foldersOf, formatOf, type ReportFlags } from "./report-flags.ts";
import { withReportOutput } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

/** Exit code 3 if some files or folders could not be read. */
export async function runCheck(given: string, flags: CheckFlags, context: CommandContext): Promise<ExitCode> {
  const [folder = given] = foldersOf([given]);
  await requireFolder(folder);
  const { readers: threads, followSymlinks } = context.config.catalog;
  const pool = openReaderPool({ threads, followSymlinks });
  try {
    let unreached = 0;
    const onUnreached = (path: string, message: string): void => {
      unreached++;
      context.say(`${visible(path)}: ${visible(message)}`);
    };
    const sources = sourcesOf(pool, { context, onUnreached });
    const totals = await withKnownCatalog(context, async (session) => {
      const cataloguedAs = await cataloguedFolder(session, folder);
      if (cataloguedAs !== null)
        context.say(
          `${visible(folder)} is catalogued already, wholly or in part: it is compared with everything outside it`,
        );
      const format = formatOf(flags, REPORT_FORMATS);
      const request = {
        folder,
        sources,
        format,
        ...byName(flags),
        cataloguedAs: cataloguedAs ?? folder,
      };
      return withReportOutput(context, { output: flags.output, format }, (output) =>
        writeCheck(session, request, output),
      );
    });
    return totals.problems + unreached > 0 ? 3 : 0;
  } finally {
    await pool.close();
  }
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new CatalogError("folder-not-found", `there is no folder ${visible(folder)}`);
  if (!found.isDirectory())
    throw new CatalogError("folder-not-a-folder", `${visible(folder)} is not a folder`);
  refuseSystemFolder(folder, await realpath(folder));
}

/** A call of the pool goes to one thread: this many files a call keep all threads at work. */
const FILES_A_CALL = 50;

function sourcesOf(
  pool: ReaderPool,
  { context, onUnreached }: { context: CommandContext; onUnreached: (path: string, message: string) => void },
): CheckSources {
  const { signal, config } = context;
  const rules = catalogRules(config.catalog);
  return {
    async *walk(root) {
      for await (const batch of walk(
        { root, scopes: [{ folder: root, deep: true }], rules, skip: [] },
        { signal },
      )) {
        for (const { path, message } of batch.unreached) onUnreached(path, message);
        for (const [index, path] of batch.entries.paths.entries())
          yield { path, sizeBytes: batch.entries.marks[index * MARK_WIDTH] ?? 0n };
      }
    },
    look: lookInTime,
    async read(paths) {
      const calls = [];
      for (let from = 0; from < paths.length; from += FILES_A_CALL)
        calls.push(pool.read(paths.slice(from, from + FILES_A_CALL), { hashOnly: true, signal }));
      return (await Promise.all(calls)).flat();
    },
  };
}

export interface CheckFlags extends ReportFlags<ReportFormat> {
  readonly all?: true;
  readonly limit?: number;
}
