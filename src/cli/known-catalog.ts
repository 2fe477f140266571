import { readUnfinishedLibraries } from "../catalog/unfinished-libraries.ts";
import type { Session } from "../catalog/session.ts";
import { isBelow } from "../domain/path-rules.ts";
import { shellWord } from "../domain/shell-word.ts";
import { withCatalogSession } from "./report-output.ts";
import type { CommandContext, CommandDatabase } from "./run-command.ts";

/**
 * Opens the database for a report on the libraries, and says afterwards what the report could not know: of a library that was
 * never scanned to its end "no duplicates" and "nothing is missing" are no answers.
 */
export function withKnownCatalog<T>(
  context: CommandContext,
  use: (session: Session, database: CommandDatabase) => Promise<T>,
  { folders = [] }: { readonly folders?: readonly string[] } = {},
): Promise<T> {
  return withCatalogSession(context, async (session, database) => {
    const before = await unknownOf(session, folders, context.program);
    const result = await use(session, database);
    for (const line of before) context.say(line);
    return result;
  });
}

/** `folders`: what the report is on; empty: on everything. */
async function unknownOf(session: Session, folders: readonly string[], program: string): Promise<string[]> {
  const { libraries, unfinished } = await readUnfinishedLibraries(session);
  if (libraries === 0) return [`nothing has been scanned yet: ${program} scan <folder>`];
  return unfinished
    .filter(({ path }) => folders.length === 0 || folders.some((folder) => touches(folder, path)))
    .map(({ path, isRunning }) =>
      isRunning
        ? `${path} is being scanned for the first time: what is said here is not yet all`
        : `${path} was never scanned to its end, so what is said here is not all: ${program} scan ${shellWord(path)}`,
    );
}

function touches(folder: string, library: string): boolean {
  return isBelow(folder, library) || isBelow(library, folder);
}
