import type { DuplicateSort } from "../catalog/duplicates.ts";
import type { DuplicateFormat } from "../report/write-duplicates.ts";
import { resolve } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import type { Session } from "../catalog/session.ts";
import type { DuplicatesOptions } from "../report/duplicates.ts";
import { writeFolders } from "../report/folders.ts";
import { counted } from "../report/human.ts";
import { parseKeepRule } from "../report/keep-rule.ts";
import type { Output } from "../report/output.ts";
import { requireCatalogued } from "../scan/plan/catalogued-folder.ts";
import { writeDuplicates } from "../report/write-duplicates.ts";
import type { ReportFormat } from "../report/write-report.ts";
import { withKnownCatalog } from "./known-catalog.ts";
import { foldersOf, formatOf, type FormatFlags } from "./report-flags.ts";
import { standardOutput, withFileOutput } from "./report-output.ts";
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
      const write = (output: Output) => writeFound(session, { flags, options: spelled, context }, output);
      if (flags.output === undefined) return write(standardOutput(context));
      const written = await withFileOutput(flags.output, context, write);
      context.say(`${written.what} found; the report (${formatOf(flags)}) is in ${resolve(flags.output)}`);
      return written;
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
    const { folders } = await writeFolders(session, { ...limitOf(flags), format }, output);
    return { isAny: folders > 0, what: `${counted(folders, "folder")} that others contain` };
  }
  const format = formatOf(flags);
  const { groups, redundantFiles, leftOut } = await writeDuplicates(session, { ...options, format }, output);
  if (leftOut > 0)
    context.say(
      `${counted(leftOut, "file")} left out: the format fdupes can't say names with line breaks (--json can)`,
    );
  return { isAny: redundantFiles > 0, what: `${counted(groups, "group")} of duplicates` };
}

function folderFormatOf(flags: DuplicatesFlags): ReportFormat {
  const format = formatOf(flags);
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
    ...limitOf(flags),
  };
}

/** A person reads so many groups; what a program reads, or a file is to hold, is whole. */
const GROUPS_ON_A_SCREEN = 20;

function limitOf(flags: DuplicatesFlags): { limit?: number } {
  const isRead = formatOf(flags) === "table" && flags.output === undefined;
  const limit = flags.limit ?? (isRead ? GROUPS_ON_A_SCREEN : Number.POSITIVE_INFINITY);
  return Number.isFinite(limit) ? { limit } : {};
}

/** The query keeps one bit of a BIGINT for each folder. */
const MOST_ACROSS = 62;

export interface DuplicatesFlags extends FormatFlags<DuplicateFormat> {
  readonly keep?: string[];
  readonly under?: string[];
  readonly across?: string[];
  readonly unused?: true;
  readonly minSize?: number;
  readonly sort: DuplicateSort;
  readonly limit?: number;
  readonly folders?: true;
  readonly output?: string;
  readonly exitCode?: true;
  readonly check: boolean;
}
