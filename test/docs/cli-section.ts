import type { Command } from "commander";

/** As wide as a document's code block is shown without a scroll bar. */
const HELP_COLUMNS = 100;

/** The README's table of all commands. */
export function commandTable(program: Command): string {
  const rows = program.commands.map(
    (command) => `| \`${usageOf(command)}\` | ${cell(command.description())} |`,
  );
  return ["| command | does |", "| --- | --- |", ...rows].join("\n");
}

/** `docs/commands.md`: what `--help` says of each command. */
export function helpSection(program: Command): string {
  return [program, ...program.commands]
    .map((command) =>
      [
        `## ${nameOf(command)}`,
        "",
        "```text",
        [command, ...(command === program ? [] : command.commands)].map(helpOf).join("\n\n"),
        "```",
      ].join("\n"),
    )
    .join("\n\n");
}

function usageOf(command: Command): string {
  const verbs = command.commands.map((child) => child.name()).join(" \\| ");
  const folders = command.registeredArguments.map((argument) => {
    const word = `${argument.name()}${argument.variadic ? "…" : ""}`;
    return argument.required ? `<${word}>` : `[${word}]`;
  });
  return [command.name(), ...folders, ...(verbs === "" ? [] : [verbs])].join(" ");
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => HELP_COLUMNS });
  command.outputHelp();
  return text.trimEnd();
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
