import type { Command } from "commander";

/** As wide as a README's code block is shown without a scroll bar. */
const HELP_COLUMNS = 100;

/** The README's section on the command line: a table of all commands, then what `--help` says of each. */
export function cliSection(program: Command): string {
  const rows = program.commands.map(
    (command) => `| \`${usageOf(command)}\` | ${cell(command.description())} |`,
  );
  const details = [program, ...program.commands].map((command) =>
    [
      "<details>",
      `<summary><code>${nameOf(command)} --help</code></summary>`,
      "",
      "```text",
      [command, ...(command === program ? [] : command.commands)].map(helpOf).join("\n\n"),
      "```",
      "",
      "</details>",
    ].join("\n"),
  );
  return [["| command | does |", "| --- | --- |", ...rows].join("\n"), ...details].join("\n\n");
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
