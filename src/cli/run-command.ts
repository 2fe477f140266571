import { homedir } from "node:os";
import type { Command } from "commander";
import { CatalogError, ERROR_EXITS } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { shellWord } from "../domain/shell-word.ts";
import type { Config } from "../config/load-config.ts";
import type { OpenDatabase } from "../scan/with-database.ts";
import { visible } from "../report/visible.ts";
import { refuseTwoFormats } from "./report-flags.ts";
import { listenForInterruption, type Interruption } from "./interruption.ts";

/** What a command runs with. Results go to `print`, everything said on the way to `say`. */
export interface CommandContext {
  readonly config: Config;
  /** The config file to write a setting into: the one in use, or the user's own while there is only the package's. */
  readonly fileToEdit: string;
  /** How the program was called, for commands to be pasted: with another config they would mean another catalog. */
  readonly program: string;
  readonly signal: AbortSignal;
  readonly isTerminal: boolean;
  /** stdout: results and nothing else. Resolves when the chunk has been taken. */
  print(chunk: string): Promise<void>;
  /** stderr: one line for a person. */
  readonly say: (line: string) => void;
  /** Opens the database that the config names, starting the embedded server if need be. Notes go to `say` unless told otherwise. */
  withDatabase<T>(use: (database: CommandDatabase) => Promise<T>, note?: (line: string) => void): Promise<T>;
  /** Reads the config once more. */
  readConfig(): Config;
}

/** The database, and its name for a person, without secrets. */
export interface CommandDatabase extends OpenDatabase {
  readonly shownAs: string;
}

export interface CommandOptions {
  /** A signal is what ends it when all is well. */
  readonly signalsEndIt?: boolean;
  /** SIGHUP is the command's own. */
  readonly hangUpReloads?: boolean;
  /** Told after the error was said; may give another exit code. */
  readonly onFailure?: (error: unknown) => Promise<ExitCode | null>;
}

/** Runs one command to its exit code: config, signals, errors and the last flush are the same for all. */
export async function runCommand(
  command: Command,
  use: (context: CommandContext) => Promise<ExitCode>,
  options: CommandOptions = {},
): Promise<void> {
  const interruption = listenForInterruption({ hangUp: options.hangUpReloads !== true });
  const { config: file } = command.optsWithGlobals<{ config?: string }>();
  let code: ExitCode;
  try {
    refuseTwoFormats(command);
    // Its checks take 70 ms to load, which `--help` must not cost.
    const { loadConfig } = await import("../config/load-config.ts");
    const { fileToEdit } = await import("../config/file-to-edit.ts");
    const surroundings = {
      cwd: process.cwd(),
      env: process.env,
      platform: process.platform,
      homedir: homedir(),
    };
    const readConfig = (): Config => loadConfig({ ...(file === undefined ? {} : { file }), ...surroundings });
    const config = readConfig();
    code = await use({
      ...openContext(config, interruption),
      fileToEdit: fileToEdit(config.file, surroundings),
      program: file === undefined ? "musaic-catalog" : `musaic-catalog --config ${shellWord(file)}`,
      readConfig,
    });
  } catch (error) {
    code = sayError(error, interruption);
    code = (await options.onFailure?.(error)) ?? code;
  } finally {
    interruption.close();
  }
  // A service that was told to end has done what it was told.
  process.exitCode = options.signalsEndIt === true ? code : (interruption.exitCode() ?? code);
}

function openContext(
  config: Config,
  { signal }: Interruption,
): Omit<CommandContext, "fileToEdit" | "program" | "readConfig"> {
  return {
    config,
    signal,
    isTerminal: process.stderr.isTTY,
    print,
    say,
    withDatabase: (use, note = say) => withDatabase({ config, signal, note }, use),
  };
}

/** Names of folders come from the disk, and errors from servers: neither may command the terminal. */
function say(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

async function print(chunk: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(outputError(error)) : resolve()));
  });
}

/** A reader that went away (`| head`) stays what it is; a full disk is the user's to know of. */
function outputError(error: NodeJS.ErrnoException): Error {
  if (error.code === "EPIPE") return error;
  return new CatalogError(
    "failed",
    `what was found can't be written to stdout (${error.code ?? error.message})`,
    {
      cause: error,
    },
  );
}

async function withDatabase<T>(
  { config, signal, note }: { config: Config; signal: AbortSignal; note: (line: string) => void },
  use: (database: CommandDatabase) => Promise<T>,
): Promise<T> {
  const { redactUrl } = await import("../config/load-config.ts");
  const database = await import("../scan/with-database.ts");
  const { otherCatalog } = await import("./other-catalog.ts");
  const { database: named } = config;
  const other = await otherCatalog(config);
  if (other?.isFirstUse === true)
    note(
      `this begins a new catalog, beside ${config.file}; another one is in ${other.folder}: to go on with that, set dbConnectionString to embedded:${other.folder}`,
    );
  return database.withDatabase(named, { signal, onNote: note }, (open) =>
    use({ ...open, shownAs: named.kind === "url" ? redactUrl(named.url) : `embedded, in ${open.folder}` }),
  );
}

/** One line on stderr, and the exit code the table gives. An unforeseen error shows where it came from. */
function sayError(error: unknown, interruption: Interruption): ExitCode {
  const interrupted = interruption.exitCode();
  if (interrupted !== null) {
    say("interrupted");
    return interrupted;
  }
  // The reader of a pipe went away (`| head`): nothing to say, and nobody to say it to.
  if (error instanceof Error && "code" in error && error.code === "EPIPE") return 0;
  if (error instanceof CatalogError) {
    say(`musaic-catalog: ${error.message}`);
    return ERROR_EXITS[error.code];
  }
  // The system's own refusals (no room, no right, no such file) tell enough by themselves.
  if (error instanceof Error && isSystemError(error)) say(`musaic-catalog: ${error.message}`);
  else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const line of `musaic-catalog: ${text}`.split("\n")) say(line);
  }
  return 1;
}

function isSystemError(error: NodeJS.ErrnoException): boolean {
  return error.syscall !== undefined && error.code?.startsWith("E") === true;
}
