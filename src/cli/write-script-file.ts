import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Session } from "../catalog/session.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { powerShellWord } from "../domain/power-shell-word.ts";
import { shellWord } from "../domain/shell-word.ts";
import type { ScriptKind } from "../report/duplicates-script.ts";
import type { DuplicatesOptions } from "../report/duplicates.ts";
import { packageFile } from "../package-file.ts";
import { counted } from "../report/human.ts";
import { visible } from "../report/visible.ts";
import { writeScript } from "../report/write-duplicates.ts";
import { withFileOutput } from "./report-output.ts";
import type { CommandContext } from "./run-command.ts";

/** Writes `duplicates --script` and says what to do with it. */
export async function writeScriptFile(
  session: Session,
  { options, context }: { options: DuplicatesOptions; context: CommandContext },
  file: string,
): Promise<{ isAny: boolean; what: string }> {
  const kind = scriptKindOf(file);
  const functions = await readFile(packageFile(`tools/duplicates.${kind}`), "utf8");
  const { moves, links } = await withFileOutput(file, context, (output) =>
    writeScript(session, { ...options, kind, functions }, output),
  );
  const what = `${counted(moves, "copy", "copies")} that can go`;
  if (links > 0) context.say(`${counted(links, "copy", "copies")} left out: links are for you to move`);
  const path = resolve(file);
  const run = kind === "sh" ? `sh ${shellWord(path, "linux")}` : `& ${powerShellWord(path)}`;
  context.say(`${what}; nothing was moved. Read the script, then run it: ${run}`);
  return { isAny: moves > 0, what };
}

/** What --script would ignore is refused; `others`: options, and whether they were given. */
export function refuseBesideScript(script: string, others: Readonly<Record<string, boolean>>): void {
  scriptKindOf(script);
  const ignored = Object.entries(others).flatMap(([name, given]) => (given ? [name] : []));
  if (ignored.length > 0) throw new CatalogError("usage", `--script does not go with ${ignored.join(", ")}`);
}

function scriptKindOf(file: string): ScriptKind {
  if (/\.sh$/i.test(file)) return "sh";
  if (/\.ps1$/i.test(file)) return "ps1";
  throw new CatalogError(
    "usage",
    `--script ${visible(file)}: the name must end in .sh (POSIX shells) or .ps1 (PowerShell)`,
  );
}
