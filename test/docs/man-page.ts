import type { Command, Option } from "commander";
import { EXIT_CODES } from "../../src/domain/exit-code.ts";

/** `man/musaic-catalog.1`, from the same definitions as `--help`. */
export function manPage(program: Command): string {
  return [
    '.TH MUSAIC-CATALOG 1 "" "musaic-catalog" "User Commands"',
    ".SH NAME",
    "musaic\\-catalog \\- keeps the catalog of your samples",
    ".SH SYNOPSIS",
    ".B musaic\\-catalog",
    "[options] command",
    ".SH DESCRIPTION",
    text(program.description()),
    ".SH OPTIONS",
    ...optionsOf(program),
    ".SH COMMANDS",
    ...program.commands.flatMap((command) => sectionOf(command)),
    ".SH EXIT STATUS",
    ...Object.entries(EXIT_CODES).flatMap(([code, meaning]) => item(code, meaning)),
    ".SH SEE ALSO",
    "README.md and docs/ of the package.",
    "",
  ].join("\n");
}

function sectionOf(command: Command): string[] {
  const { commands } = command;
  const name = [command.parent?.parent === null ? "" : `${command.parent?.name()} `, command.name()].join("");
  const usage = command.usage().replace("[options] [command]", "command");
  return [
    `.SS ${text(`${name} ${usage}`)}`,
    text(command.description()),
    ...optionsOf(command),
    ...commands.flatMap((child) => sectionOf(child)),
  ];
}

function optionsOf(command: Command): string[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .flatMap((option: Option) => item(option.flags, help.optionDescription(option)));
}

function item(term: string, meaning: string): string[] {
  return [".TP", `.B ${text(term)}`, text(meaning)];
}

/** In roff a hyphen is `-`, an option's two are `\\-`; a line must not begin with a dot or a quote. */
function text(plain: string): string {
  return plain
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("…", "...")
    .replaceAll("`", "")
    .replace(/^(?=[.'])/, "\\&");
}
