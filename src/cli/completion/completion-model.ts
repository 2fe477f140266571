import type { Argument, Command, Option } from "commander";

/** What a value may be, as far as a shell can help with it. */
export interface CompletedValue {
  /** `text`: something that no shell can know. */
  readonly kind: "folder" | "file" | "words" | "text";
  readonly words: readonly string[];
}

export interface CompletedOption {
  /** `--verify`, `-h`: all its spellings. */
  readonly names: readonly string[];
  readonly description: string;
  /** Null: it takes no value. */
  readonly value: CompletedValue | null;
}

/** One command as a shell completes it. */
export interface CompletedCommand {
  /** `[]` for the program itself, `["db", "backup"]`. */
  readonly path: readonly string[];
  readonly options: readonly CompletedOption[];
  /** What its arguments are; null: it takes none. */
  readonly argument: CompletedValue | null;
  readonly children: readonly { readonly name: string; readonly description: string }[];
}

/** The command line as the program's own definitions have it, the program first: what `--help` shows and nothing else. */
export function completionModel(program: Command): CompletedCommand[] {
  const everywhere = shownOptions(program).filter(({ names }) => names.includes("--config"));
  return [program, ...descendants(program)].map((command) => ({
    path: pathOf(command),
    options: [...shownOptions(command), ...(command === program ? [] : everywhere)],
    argument: argumentOf(command.registeredArguments),
    children: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
  }));
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

function shownOptions(command: Command): CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined && name !== null),
      description: option.description,
      value: valueOf(option),
    }));
}

function valueOf(option: Option): CompletedValue | null {
  if (option.argChoices !== undefined) return { kind: "words", words: option.argChoices };
  const [, placeholder] = /[<[]([\w-]+)/.exec(option.flags) ?? [];
  return placeholder === undefined ? null : { kind: kindOf(placeholder), words: [] };
}

function argumentOf([first]: readonly Argument[]): CompletedValue | null {
  if (first === undefined) return null;
  if (first.argChoices !== undefined) return { kind: "words", words: first.argChoices };
  return { kind: kindOf(first.name()), words: [] };
}

function kindOf(placeholder: string): CompletedValue["kind"] {
  return placeholder === "folder" || placeholder === "file" ? placeholder : "text";
}
