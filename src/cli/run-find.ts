import { contentOf, type FindSort } from "../catalog/find-assets.ts";
import type { Session } from "../catalog/session.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { openReaderPool } from "../reader/reader-pool.ts";
import type { FindOptions, FindRange } from "../report/find-query.ts";
import { counted, humanCount } from "../report/human.ts";
import { visible } from "../report/visible.ts";
import { FIND_FORMATS, writeFind, type FindFormat, type Found } from "../report/write-find.ts";
import { requireCatalogued } from "../scan/plan/catalogued-folder.ts";
import { FOUND_ON_A_SCREEN } from "./find-flags.ts";
import { withKnownCatalog } from "./known-catalog.ts";
import { foldersOf, formatOf, limitOf, type ReportFlags } from "./report-flags.ts";
import { withReportOutput } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

export async function runFind(
  words: readonly string[],
  flags: FindFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const options = optionsOf(words, flags); // wrong flags are refused before a server is started
  const named = formatOf(flags, FIND_FORMATS);
  const format = flags[0] === true ? "nul" : named;
  if (flags[0] === true && !["table", "paths"].includes(named))
    throw new CatalogError("usage", `-0 writes paths: it does not go with --format ${named}`);
  const found = await withKnownCatalog(
    context,
    async (session) => {
      const under = await requireCatalogued(session, options.under ?? []);
      const same = flags.same === undefined ? {} : { fileHash: await hashOf(flags.same, session, context) };
      return withReportOutput(
        context,
        { output: flags.output, format },
        (output) => writeFind(session, { ...options, under, ...same, format }, output),
        ({ report }) => `${counted(report.totals.assets, "asset")} found`,
      );
    },
    { folders: options.under ?? [] },
  );
  sayLeftOut(found, context);
  return 0;
}

function sayLeftOut({ report, shown, leftOut }: Found, context: CommandContext): void {
  const { assets, isWhole } = report.totals;
  if (shown < assets || !isWhole)
    context.say(
      `${humanCount(shown)} of ${isWhole ? "" : "more than "}${humanCount(assets)} are shown: --limit all shows all`,
    );
  if (leftOut > 0)
    context.say(
      `${counted(leftOut, "file")} left out: a list of lines can't say names with line breaks (-0 can)`,
    );
}

/** A catalogued file's content is known; any other is read. */
async function hashOf(file: string, session: Session, context: CommandContext): Promise<string> {
  const [path = file] = foldersOf([file]);
  const known = await contentOf(session, path);
  if (known !== null) return known;
  const pool = openReaderPool({ threads: 1, followSymlinks: true });
  try {
    const [outcome] = await pool.read([path], { hashOnly: true, signal: context.signal });
    if (outcome?.kind === "reading") return outcome.hash;
    throw new CatalogError("usage", `--same ${visible(file)}: ${outcome?.message ?? "it can't be read"}`);
  } finally {
    await pool.close();
  }
}

function optionsOf(words: readonly string[], flags: FindFlags): FindOptions {
  const { tempo, duration, loud, rate, channels, bits, added, key, fold, compatible } = flags;
  if (fold === true && tempo === undefined) throw new CatalogError("usage", "--fold goes with --tempo");
  if (compatible === true && key === undefined)
    throw new CatalogError("usage", "--compatible goes with --key");
  const [library] = foldersOf(flags.library === undefined ? [] : [flags.library]);
  return {
    words: words.join(" "),
    fold: fold === true,
    compatible: compatible === true,
    unused: flags.unused === true,
    under: foldersOf(flags.under),
    sort: flags.sort,
    ...(tempo && { tempo }),
    ...(key !== undefined && { key }),
    ...(duration && { duration }),
    ...(loud && { loud }),
    ...(rate !== undefined && { sampleRateHz: rate }),
    ...(channels !== undefined && { channels }),
    ...(bits !== undefined && { bitsPerSample: bits }),
    ...(flags.loop === true && { kind: "loop" as const }),
    ...(flags.oneShot === true && { kind: "one-shot" as const }),
    ...(library !== undefined && { library }),
    ...(added && { addedSince: added }),
    ...limitOf(flags, flags[0] === true ? "nul" : formatOf(flags, FIND_FORMATS), FOUND_ON_A_SCREEN),
  };
}

export interface FindFlags extends ReportFlags<Exclude<FindFormat, "nul">> {
  readonly tempo?: FindRange;
  readonly fold?: true;
  readonly key?: string;
  readonly compatible?: true;
  readonly duration?: FindRange;
  readonly loud?: FindRange;
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly loop?: true;
  readonly oneShot?: true;
  readonly unused?: true;
  readonly under?: string[];
  readonly library?: string;
  readonly added?: Date;
  readonly same?: string;
  readonly sort: FindSort;
  /** Infinity: all. */
  readonly limit?: number;
  readonly 0?: true;
}
