import type { CompletedCommand, CompletedOption, CompletedValue } from "./completion-model.ts";

/** For fish: a line an option and a sub-command, which holds where its command has been typed. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const isProgram = command.path.length === 0;
    const given = isProgram ? "__fish_use_subcommand" : seen(command);
    const waiting = isProgram ? given : `${given}; and ${notYet(command)}`;
    return [
      ...command.children.map(
        ({ name, description }) => `${complete(waiting)} -a ${name} -d ${quoted(description)}`,
      ),
      ...command.options.map((option) => `${complete(given)} ${optionWords(option)}`),
      ...(command.argument === null ? [] : [`${complete(given)} ${valueWords(command.argument, "-a")}`]),
    ];
  });
  return `# fish completion for musaic-catalog: musaic-catalog completion fish | source
complete -c musaic-catalog -f
${lines.filter((line) => !line.endsWith(" ")).join("\n")}
`;
}

function complete(condition: string): string {
  return `complete -c musaic-catalog -n ${quoted(condition)}`;
}

function seen({ path }: CompletedCommand): string {
  return path.map((name) => `__fish_seen_subcommand_from ${name}`).join("; and ");
}

function notYet({ children }: CompletedCommand): string {
  return `not __fish_seen_subcommand_from ${children.map(({ name }) => name).join(" ")}`;
}

function optionWords({ names, description, value }: CompletedOption): string {
  const spelled = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  return [
    ...spelled,
    ...(value === null ? [] : [valueWords(value, "-xa")]),
    `-d ${quoted(description)}`,
  ].join(" ");
}

/** `how`: -a adds to what may stand here, -xa also says that a value must follow. */
function valueWords({ kind, words }: CompletedValue, how: "-a" | "-xa"): string {
  switch (kind) {
    case "folder":
      return `${how} '(__fish_complete_directories)'`;
    case "file":
      return how === "-a" ? "-F" : "-rF";
    case "words":
      return `${how} ${quoted(words.join(" "))}`;
    case "text":
      return how === "-a" ? "" : "-x";
    default:
      return kind satisfies never;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
