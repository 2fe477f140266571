import { readFileSync } from "node:fs";
import { Command, CommanderError, type OutputConfiguration } from "commander";
import { packageFile } from "../package-file.ts";
import { visible } from "../report/visible.ts";
import { analyzeCommand } from "./analyze.ts";
import { checkCommand } from "./check.ts";
import { completionCommand } from "./completion.ts";
import { dbCommand } from "./db.ts";
import { doctorCommand } from "./doctor.ts";
import { duplicatesCommand } from "./duplicates.ts";
import { findCommand } from "./find.ts";
import { forgetCommand } from "./forget.ts";
import { missingCommand } from "./missing.ts";
import { problemsCommand } from "./problems.ts";
import { relinkCommand } from "./relink.ts";
import { scanCommand } from "./scan.ts";
import { serviceCommand } from "./service.ts";
import { statusCommand } from "./status.ts";
import { usesCommand } from "./uses.ts";
import { watchCommand } from "./watch.ts";

/** The whole command line. Commands load what they run only when they run: `--help` must be quick. */
export function buildProgram(): Command {
  const program = new Command("musaic-catalog")
    .description(
      "Keeps the catalog of your samples: one row a file, found again wherever it moves. Never touches an audio file.",
    )
    .version(version(), "-V")
    .version(version(), "-v, --version")
    .option(
      "--config <file>",
      "the config file (default: MUSAIC_CONFIG, ./musaic.config.json, your config folder)",
    )
    .helpCommand("help [command]", "the same as musaic-catalog <command> --help")
    .showHelpAfterError("(musaic-catalog --help shows what there is)")
    .addHelpText("after", EXAMPLES);
  const commands = [
    scanCommand(),
    watchCommand(),
    findCommand(),
    duplicatesCommand(),
    checkCommand(),
    analyzeCommand(),
    usesCommand(),
    missingCommand(),
    relinkCommand(),
    problemsCommand(),
    forgetCommand(),
    statusCommand(),
    doctorCommand(),
    dbCommand(),
    serviceCommand(),
    completionCommand(),
  ];
  program.options.find(({ short }) => short === "-V")?.hideHelp(); // commander's own letter goes on working
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...descendants(program)])
    command.exitOverride().configureOutput(errorsOf(command));
  return program;
}

const EXAMPLES = `
Examples:
  musaic-catalog scan ~/Samples
  musaic-catalog scan --help`;

/** Ours begin with the program's name, and no name that was typed or pasted may command the terminal. */
function errorsOf(command: Command): OutputConfiguration {
  return {
    outputError: (text, write) =>
      write(withList(text.replace(/^error: /, "musaic-catalog: "), command.commands)),
    writeErr: (text) => void process.stderr.write(text.split("\n").map(visible).join("\n")),
  };
}

/** Commander says what was perhaps meant; where it has no idea, all there is helps more than a refusal. */
function withList(text: string, commands: readonly Command[]): string {
  if (!/unknown command/.test(text) || text.includes("Did you mean")) return text;
  return `${text.trimEnd()}\n(the commands are ${commands.map((one) => one.name()).join(", ")})\n`;
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
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
