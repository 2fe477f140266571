import { open, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import type { Session } from "../catalog/session.ts";
import type { Output } from "../report/output.ts";
import type { CommandContext, CommandDatabase } from "./run-command.ts";

/** stdout: as wide as the terminal, without limit into a pipe; colours on a terminal unless NO_COLOR says no. */
export function standardOutput(context: CommandContext): Output {
  const { isTTY, columns } = process.stdout;
  const colorless = (process.env["NO_COLOR"] ?? "") !== "" || process.env["TERM"] === "dumb";
  return {
    columns: isTTY ? columns : Number.POSITIVE_INFINITY,
    color: isTTY && !colorless,
    async write(chunk) {
      context.signal.throwIfAborted();
      await context.print(chunk);
    },
  };
}

/** Opens the database for a report; a new one gets its schema first, so that an empty catalog is an answer. */
export function withCatalogSession<T>(
  context: CommandContext,
  use: (session: Session, database: CommandDatabase) => Promise<T>,
): Promise<T> {
  return context.withDatabase(async (database) => {
    const { withSession } = await import("../catalog/session.ts");
    const { migrate } = await import("../catalog/schema.ts");
    return withSession(database.address, async (session) => {
      await migrate(session);
      return use(session, database);
    });
  });
}

/**
 * Runs `use` with an output into `file`, which appears only when the report is whole: it is written beside it and
 * renamed. What is no ordinary file (a device, a pipe) is written to directly. An audio file is never overwritten.
 */
export function withFileOutput<T>(
  file: string,
  context: CommandContext,
  use: (output: Output) => Promise<T>,
): Promise<T> {
  return withWholeFile(file, context, (handle) => use(outputInto(handle, context)));
}

/**
 * Where a report goes: to stdout, or into the file that --output names; then a line on stderr says so. `sayWhat`: what is in it,
 * for that line.
 */
export async function withReportOutput<T>(
  context: CommandContext,
  { output, format }: { readonly output?: string | undefined; readonly format: string },
  use: (output: Output) => Promise<T>,
  sayWhat?: (result: T) => string,
): Promise<T> {
  if (output === undefined) return use(standardOutput(context));
  const result = await withFileOutput(output, context, use);
  const what = sayWhat === undefined ? "the report" : `${sayWhat(result)}; the report`;
  context.say(`${what} (${format}) is in ${resolve(output)}`);
  return result;
}

/** The same for what is no text. */
export async function withWholeFile<T>(
  file: string,
  context: CommandContext,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  if (context.config.catalog.extensions.includes(extname(file).slice(1).toLowerCase()))
    throw new CatalogError("usage", `--output ${file} would write over an audio file: choose another name`);
  const target = await realpath(file).catch(() => file); // a link's target is replaced, not the link
  const isOrdinary = await stat(target).then(
    (found) => found.isFile(),
    () => true,
  );
  const unfinished = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    if (!isOrdinary) return await writing(await open(target, "w"), use);
    const result = await writing(await open(unfinished, "wx"), use);
    await rename(unfinished, target);
    return result;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw outputError(error, file);
  }
}

function outputInto(handle: FileHandle, { signal }: CommandContext): Output {
  return {
    columns: Number.POSITIVE_INFINITY,
    color: false,
    async write(chunk) {
      signal.throwIfAborted();
      await handle.write(chunk);
    },
  };
}

async function writing<T>(handle: FileHandle, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** A folder that is not there or may not be written to is the caller's mistake, said in a line. */
function outputError(error: unknown, file: string): unknown {
  const isSystem = error instanceof Error && "syscall" in error && "code" in error;
  if (!isSystem) return error;
  return new CatalogError("failed", `can't write ${file}: ${error.message}`, { cause: error });
}
