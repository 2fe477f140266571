import { CatalogError } from "../asset/catalog-error.ts";
import type { ExitCode } from "../asset/exit-code.ts";
import type { Session } from "../catalog/session.ts";
import type { DuplicatesOptions } from "../report/duplicates.ts";
import { writeFolders } from "../report/folders.ts";
import { counted } from "../report/human.ts";
import { parseKeepRule } from "../report/keep-rule.ts";
import type { Output } from "../report/output.ts";
import { writeDuplicates } from "../report/write-duplicates.ts";
import type { DuplicatesFlags } from "./duplicates.ts";
import { foldersOf, formatOf } from "./report-flags.ts";
import { standardOutput, withCatalogSession, withFileOutput } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

export async function runDuplicates(flags: DuplicatesFlags, context: CommandContext): Promise<ExitCode> {
  const options = optionsOf(flags); // wrong flags are refused before a server is started
  const found = await withCatalogSession(context, (session) => {
    const write = (output: Output) => writeFound(session, { flags, options, context }, output);
    return flags.output === undefined
      ? write(standardOutput(context))
      : withFileOutput(flags.output, context, write);
  });
  return found && flags.exitCode === true ? 5 : 0;
}

interface Request {
  readonly flags: DuplicatesFlags;
  readonly options: DuplicatesOptions;
  readonly context: CommandContext;
}

/** Whether there are duplicates at all. */
async function writeFound(
  session: Session,
  { flags, options, context }: Request,
  output: Output,
): Promise<boolean> {
  const format = formatOf(flags);
  if (flags.folders === true) {
    if (format === "fdupes") throw new CatalogError("usage", "--folders has no format fdupes");
    const limit = flags.limit === undefined ? {} : { limit: flags.limit };
    return (await writeFolders(session, { ...limit, format }, output)).folders > 0;
  }
  const { redundantFiles, leftOut } = await writeDuplicates(session, { ...options, format }, output);
  if (leftOut > 0)
    context.say(
      `${counted(leftOut, "file")} left out: the format fdupes can't say names with line breaks (--json can)`,
    );
  return redundantFiles > 0;
}

function optionsOf(flags: DuplicatesFlags): DuplicatesOptions {
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
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
  };
}

/** The query keeps one bit of a BIGINT for each folder. */
const MOST_ACROSS = 62;
