import type { DuplicateSort } from "../catalog/duplicates.ts";
import type { DuplicateFormat } from "../report/write-duplicates.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import type { Session } from "../catalog/session.ts";
import type { DuplicatesOptions } from "../report/duplicates.ts";
import { writeFolders } from "../report/folders.ts";
import { counted } from "../report/human.ts";
import { parseKeepRule } from "../report/keep-rule.ts";
import type { Output } from "../report/output.ts";
import { requireCatalogued } from "../scan/plan/catalogued-folder.ts";
import { refuseBesideScript, writeScriptFile } from "./write-script-file.ts";
import { DUPLICATE_FORMATS, writeDuplicates } from "../report/write-duplicates.ts";
import type { ReportFormat } from "../report/write-report.ts";
import { withKnownCatalog } from "./known-catalog.ts";
import { ENTRIES_ON_A_SCREEN, foldersOf, formatOf, limitOf, type ReportFlags } from "./report-flags.ts";
import { withReportOutput } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

export async function runDuplicates(flags: DuplicatesFlags, context: CommandContext): Promise<ExitCode> {
  const options = optionsOf(flags); // wrong flags are refused before a server is started
  const found = await withKnownCatalog(
    context,
    async (session) => {
      const spelled = {
        ...options,
        under: await requireCatalogued(session, options.under ?? []),
        across: await requireCatalogued(session, options.across ?? []),
      };
      if (flags.script !== undefined)
        return writeScriptFile(session, { options: spelled, context }, flags.script);
      const write = (output: Output) => writeFound(session, { flags, options: spelled, context }, output);
      const where = { output: flags.output, format: formatOf(flags, DUPLICATE_FORMATS) };
      return withReportOutput(context, where, write, ({ what }) => `${what} found`);
    },
    { folders: [...(options.under ?? []), ...(options.across ?? [])] },
  );
  return found.isAny && flags.exitCode === true ? 5 : 0;
}

interface Request {
  readonly flags: DuplicatesFlags;
  readonly options: DuplicatesOptions;
  readonly context: CommandContext;
}

/** What there is, whatever --limit shows. */
interface Found {
  readonly isAny: boolean;
  /** For a person. */
  readonly what: string;
}

async function writeFound(
  session: Session,
  { flags, options, context }: Request,
  output: Output,
): Promise<Found> {
  if (flags.folders === true) {
    const format = folderFormatOf(flags);
    const { folders } = await writeFolders(session, { ...shownOf(flags), format }, output);
    return { isAny: folders > 0, what: `${counted(folders, "folder")} that others contain` };
  }
  const format = formatOf(flags, DUPLICATE_FORMATS);
  const { groups, redundantFiles, leftOut } = await writeDuplicates(session, { ...options, format }, output);
  if (leftOut > 0)
    context.say(
      `${counted(leftOut, "file")} left out: the format fdupes can't say names with line breaks (--json can)`,
    );
  return { isAny: redundantFiles > 0, what: `${counted(groups, "group")} of duplicates` };
}

function folderFormatOf(flags: DuplicatesFlags): ReportFormat {
  const format = formatOf(flags, DUPLICATE_FORMATS);
  if (format === "fdupes") throw new CatalogError("usage", "--folders does not go with --format fdupes");
  return format;
}

/** What --folders would ignore is refused: somebody who says it means it. */
function refuseBesideFolders(flags: DuplicatesFlags): void {
  const { keep, under, across, unused, minSize, sort, check } = flags;
  const ignored = Object.entries({
    "--keep": keep !== undefined,
    "--under": under !== undefined,
    "--across": across !== undefined,
    "--unused": unused === true,
    "--min-size": minSize !== undefined,
    "--sort": sort !== "wasted", // the default
    "--no-check": !check,
  }).flatMap(([name, given]) => (given ? [name] : []));
  if (ignored.length > 0) throw new CatalogError("usage", `--folders does not go with ${ignored.join(", ")}`);
  folderFormatOf(flags);
}

function optionsOf(flags: DuplicatesFlags): DuplicatesOptions {
  const format = formatOf(flags, DUPLICATE_FORMATS);
  if (flags.script !== undefined)
    refuseBesideScript(flags.script, {
      "--folders": flags.folders === true,
      "--output": flags.output !== undefined,
      [`--format ${format}`]: format !== "table", // the default
    });
  if (flags.folders === true) refuseBesideFolders(flags);
  for (const rule of flags.keep ?? []) parseKeepRule(rule);
  const across = foldersOf(flags.across);
  if (flags.across !== undefined && (across.length < 2 || across.length > MOST_ACROSS))
    throw new CatalogError("usage", `--across takes 2 to ${MOST_ACROSS} folders`);
  return {
    under: foldersOf(flags.under),
    across,
    unused: flags.unused === true,
    sort: flags.sort,
    check: flags.check,
    ...(flags.keep === undefined ? {} : { keep: flags.keep }),
    ...(flags.minSize === undefined ? {} : { minSizeBytes: flags.minSize }),
    ...shownOf(flags),
  };
}

function shownOf(flags: DuplicatesFlags): { limit?: number } {
  // A script is whole, unless a limit was given.
  const most = flags.script === undefined ? ENTRIES_ON_A_SCREEN : Number.POSITIVE_INFINITY;
  return limitOf(flags, formatOf(flags, DUPLICATE_FORMATS), most);
}

/** The query keeps one bit of a BIGINT for each folder. */
const MOST_ACROSS = 62;

export interface DuplicatesFlags extends ReportFlags<DuplicateFormat> {
  readonly keep?: string[];
  readonly under?: string[];
  readonly across?: string[];
  readonly unused?: true;
  readonly minSize?: number;
  readonly sort: DuplicateSort;
  readonly limit?: number;
  readonly folders?: true;
  readonly script?: string;
  readonly exitCode?: true;
  readonly check: boolean;
}
