import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { normaliseFolder } from "../domain/path-rules.ts";
import { shellWord } from "../domain/shell-word.ts";
import { forgetFolder, type Forgotten } from "../catalog/forget.ts";
import { thisProcess } from "../filesystem/process-identity.ts";
import { counted } from "../report/human.ts";
import { visible, visibleJson } from "../report/visible.ts";
import { cataloguedFolder } from "../scan/plan/catalogued-folder.ts";
import { withCatalogSession } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

export async function runForget(
  given: string,
  flags: ForgetFlags,
  context: CommandContext,
): Promise<ExitCode> {
  if (given.trim() === "")
    throw new CatalogError("usage", "the folder's name is empty: check the command line");
  const request = {
    named: normaliseFolder(given, { cwd: process.cwd(), platform: process.platform }),
    really: flags.yes === true,
    only: flags.only === true,
    process: thisProcess(),
  };
  const result = await withCatalogSession(context, async (session) => {
    const folder = (await cataloguedFolder(session, request.named)) ?? request.named;
    return forgetFolder(session, { ...request, folder });
  });
  const text = request.really ? forgetText(result) : countText(result, context.program, request.only);
  await context.print(flags.json === true ? forgetJson(result, request.really) : text);
  if (!request.really) return 0;
  for (const line of afterwards(result, context)) context.say(line);
  return 0;
}

function countText({ folder, forgotten, kept }: Forgotten, program: string, only: boolean): string {
  const keeps = kept === 0 ? "" : `, and keep ${counted(kept, "row")} that songs use`;
  const command = visible(`${program} forget ${shellWord(folder)}${only ? " --only" : ""} --yes`);
  return `forget would delete ${counted(forgotten, "row")} below ${visible(folder)}${keeps}; no file is touched. If you mean it: ${command}\n`;
}

/** The keys are a contract and only grow. Not done: `forgotten` is what --yes would delete. */
function forgetJson({ folder, forgotten, kept, libraryRemoved }: Forgotten, done: boolean): string {
  return `${visibleJson({ command: "forget", version: 1, folder, done, forgotten, kept, libraryRemoved })}\n`;
}

function forgetText({ folder, forgotten, kept, libraryRemoved }: Forgotten): string {
  const keeps = kept === 0 ? "" : `; kept ${counted(kept, "row")} that songs use`;
  const library = libraryRemoved ? "; it is no library any more" : "";
  return `${visible(folder)}: deleted ${counted(forgotten, "row")}${keeps}${library}\n`;
}

/** What would bring the rows back. */
function* afterwards(
  { folder, libraryRemoved, followedBy }: Forgotten,
  context: CommandContext,
): Generator<string> {
  const { file, catalog } = context.config;
  if (followedBy !== null)
    yield `${visible(followedBy)} is still a library: a scan takes in again what lies there; catalog.exclude keeps a folder out`;
  else if (libraryRemoved && catalog.libraries.includes(folder))
    yield `it is still listed as one of catalog.libraries in ${file}: the next scan takes it in again`;
}

export interface ForgetFlags {
  readonly yes?: true;
  readonly only?: true;
  readonly json?: true;
}
