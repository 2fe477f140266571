import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { packageFile } from "../package-file.ts";
import { dbCommand } from "./db.ts";
import { forgetCommand } from "./forget.ts";
import { scanCommand } from "./scan.ts";
import { serviceCommand } from "./service.ts";

/** What every command can be told. */
export interface GlobalOptions {
  readonly config?: string;
}

/** The whole command line. Commands load what they run only when they run: `--help` must be quick. */
export function buildProgram(): Command {
  const program = new Command("musaic-catalog")
    .description(
      "Keeps the catalog of your samples: one row a file, found again wherever it moves. Never touches an audio file.",
    )
    .version(version())
    .option(
      "--config <file>",
      "the config file (default: MUSAIC_CONFIG, ./musaic.config.json, your config folder)",
    )
    .helpCommand(false)
    .showHelpAfterError("(musaic-catalog --help shows what there is)");
  for (const command of [scanCommand(), forgetCommand(), dbCommand(), serviceCommand()])
    program.addCommand(command);
  for (const command of [program, ...descendants(program)]) command.exitOverride();
  return program;
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child as Command, ...descendants(child as Command)]);
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as {
    version: string;
  };
  return text;
}

/** The exit code of what commander refused or answered by itself: help and version are no failures. */
export function exitCodeOfRefusal(error: CommanderError): 0 | 2 {
  return error.exitCode === 0 ? 0 : 2;
}
